import type { RegisteredProvider } from '../../../src/collect/provider';

import { isInSample, isWhole } from '../sample';

import { type Exemption, EXEMPTIONS, exemptionOf } from './exemptions';
import { type LieOutcome, sweepLies } from './sweep';

/**
 * Expects of a provider that it is complete, or says what is missing, whatever it is told.
 *
 * @param oneOf runs one case of so many
 * @returns the number of cases
 */
export async function expectHonest(
  provider: RegisteredProvider,
  oneOf = 1,
): Promise<number> {
  const { id } = provider;
  const outcomes = await sweepLies(provider, {
    only: ({ name }) => isInSample(name, oneOf),
  });
  const wrong = outcomes.filter(({ violations }) => violations.length > 0);
  const used = new Set<Exemption>();
  const unexcused = wrong.filter(({ lieCase }) => {
    const exemption = exemptionOf(id, lieCase);
    if (exemption) used.add(exemption);
    return exemption === undefined;
  });
  process.stderr.write(
    `Lie sweep: ${outcomes.length} cases of ${id}, ${wrong.length - unexcused.length} exempt\n`,
  );
  expect(described(unexcused)).toEqual([]);
  const needed = EXEMPTIONS.filter(({ provider: of }) => of === id);
  if (oneOf === 1 || isWhole)
    expect(needed.filter((each) => !used.has(each))).toEqual([]);
  return outcomes.length;
}

/** What is wrong, a line each. */
export function described(outcomes: readonly LieOutcome[]): string[] {
  return outcomes
    .flatMap(({ lieCase, violations }) =>
      violations.map((violation) => `${lieCase.name}: ${violation}`),
    )
    .sort();
}
