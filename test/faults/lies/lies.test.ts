import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Completeness } from '../../../src/collect/completeness';
import { providers } from '../../../src/providers';

import { isWhole } from '../sample';

import {
  believesShortPages,
  takesAbsentForEmpty,
  takesRefusalsForEmpty,
} from './bugs';
import { exemptionOf, EXEMPTIONS, rowOf } from './exemptions';
import { described, expectHonest } from './expectations';
import { type Bug, sweepLies } from './sweep';

/** Okta has by far the most endpoints, and a file of its own, so that two workers share the time. */
const PROVIDERS = providers
  .filter(({ id }) => id !== 'okta')
  .map((provider) => ({ id: provider.id, provider }));

// Thousands of runs, on a machine that may have other things to do.
jest.setTimeout(900_000);

/** Of how many cases one is run, where a whole sweep takes too long for each `npm test`. */
const ONE_OF: Record<string, number> = { jumpcloud: 3, sysdig: 2 };

const SILENT = 'is missing, and nobody says so';

let cases = 0;

test.each(PROVIDERS)(
  '$id is complete, or says what is missing, whatever it is told',
  async ({ provider }) => {
    cases += await expectHonest(provider, ONE_OF[provider.id]);
  },
);

test('that was proven in many cases', () => {
  expect(cases).toBeGreaterThanOrEqual(isWhole ? 2_000 : 1_000);
});

test('docs/reliability.md lists the exemptions', () => {
  const file = path.join(__dirname, '../../../docs/reliability.md');
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' '));

  expect(rows).toEqual(expect.arrayContaining(EXEMPTIONS.map(rowOf)));
});

describe('the sweep finds an engine that', () => {
  const silent = async (
    { provider }: (typeof PROVIDERS)[number],
    isOfInterest: (kind: string, field?: string) => boolean,
    bug?: Bug,
  ) => {
    const outcomes = await sweepLies(provider, {
      bug,
      only: ({ kind, field }) => isOfInterest(kind, field),
    });
    const unexcused = outcomes.filter(
      ({ lieCase }) => exemptionOf(provider.id, lieCase) === undefined,
    );
    return described(unexcused).join('\n');
  };
  const of = (id: string) =>
    providers
      .filter((each) => each.id === id)
      .map((provider) => ({ id, provider }));

  test.each(PROVIDERS)('takes a short page of $id for the last', async (at) => {
    const isOfInterest = (kind: string) => kind === 'one row a page';

    expect(await silent(at, isOfInterest)).not.toContain(SILENT);
    expect(await silent(at, isOfInterest, believesShortPages)).toContain(
      SILENT,
    );
  });

  test.each(of('okta'))(
    'takes absent users of devices for none',
    async (at) => {
      const isOfInterest = (kind: string, field?: string) =>
        kind === 'list absent' && field === '_embedded.users';

      expect(await silent(at, isOfInterest)).not.toContain(SILENT);
      expect(await silent(at, isOfInterest, takesAbsentForEmpty)).toContain(
        SILENT,
      );
    },
  );

  test.each(of('jumpcloud'))(
    'takes a refused list of $id for an empty one',
    async (at) => {
      const isOfInterest = (kind: string) => kind === '403 for a child';

      expect(await silent(at, isOfInterest)).not.toContain(SILENT);
      expect(await silent(at, isOfInterest, takesRefusalsForEmpty)).toContain(
        SILENT,
      );
    },
  );

  test.each(of('acme'))('does not fail at the end of steps', async (at) => {
    const isOfInterest = (kind: string) => kind === 'row null';

    expect(await silent(at, isOfInterest)).not.toContain(SILENT);
    jest.spyOn(Completeness.prototype, 'finish').mockReturnValue(undefined);
    expect(await silent(at, isOfInterest)).toContain(SILENT);
  });
});
