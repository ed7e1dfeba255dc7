import { okta } from '../../../src/providers/okta';

import { expectHonest } from './expectations';

jest.setTimeout(900_000);

test('okta is complete, or says what is missing, whatever it is told', async () => {
  expect(await expectHonest(okta, 4)).toBeGreaterThan(400);
});
