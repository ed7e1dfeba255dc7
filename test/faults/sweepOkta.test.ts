import { okta } from '../../src/providers/okta';

import { isOutage, swallowErrors } from './plantedBugs';
import { isInSample } from './sample';
import { sweep } from './sweep';

// Hundreds of runs, on a machine that may have other things to do.
jest.setTimeout(600_000);

test('okta is complete, or says what is missing, whatever goes wrong', async () => {
  const { endpoints, cases, violations } = await sweep(okta, {
    only: ({ name }) => isInSample(name, 4),
  });
  process.stderr.write(`Fault sweep: ${cases} cases of okta\n`);

  expect(violations).toEqual([]);
  expect(cases).toBeGreaterThan(endpoints.length * 2.5);
});

test('the sweep finds a client of okta that swallows an error and gives an empty list', async () => {
  swallowErrors();

  const { violations } = await sweep(okta, { only: isOutage });

  expect(violations.join('\n')).toContain('is missing, and nobody says so');
});
