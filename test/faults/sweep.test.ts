import { Completeness } from '../../src/collect/completeness';
import { providers } from '../../src/providers';

import { isOutage, swallowErrors } from './plantedBugs';
import { isInSample, isWhole } from './sample';
import { sweep } from './sweep';

const PROVIDERS = providers.map((provider) => ({ id: provider.id, provider }));

/** Okta has by far the most endpoints, and a file of its own, so that two workers share the time. */
const SWEPT_HERE = PROVIDERS.filter(({ id }) => id !== 'okta');

// Hundreds of runs, on a machine that may have other things to do.
jest.setTimeout(600_000);

let cases = 0;

afterAll(() => {
  process.stderr.write(`Fault sweep: ${cases} cases\n`);
});

test.each(SWEPT_HERE)(
  '$id is complete, or says what is missing, whatever goes wrong',
  async ({ provider }) => {
    const result = await sweep(provider, {
      only: ({ name }) => isInSample(name, 2),
    });
    cases += result.cases;

    expect(result.violations).toEqual([]);
    expect(result.cases).toBeGreaterThan(result.endpoints.length * 5);
  },
);

test('that was proven in many cases', () => {
  expect(cases).toBeGreaterThanOrEqual(isWhole ? 1_000 : 400);
});

describe('the sweep finds', () => {
  test.each(SWEPT_HERE)(
    'a client of $id that swallows an error and gives an empty list',
    async ({ provider }) => {
      swallowErrors();

      const { violations } = await sweep(provider, { only: isOutage });

      expect(violations.join('\n')).toContain('is missing, and nobody says so');
    },
  );

  test.each(SWEPT_HERE.slice(0, 1))(
    'steps that do not fail at their end',
    async ({ provider }) => {
      jest.spyOn(Completeness.prototype, 'finish').mockReturnValue(undefined);

      const { violations } = await sweep(provider, { only: isOutage });

      expect(violations.join('\n')).toContain('is missing, and nobody says so');
    },
  );
});
