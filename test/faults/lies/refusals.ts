import type { LieKind, Place } from './lie';

/** Lists and records of single objects that are refused, although the objects are there. */
export const REFUSALS: readonly LieKind[] = [404, 403, 400].flatMap(
  (status) => [
    refusal(status, ['first', 'middle', 'last']),
    { ...refusal(status, ['half', 'all but one']), isOfSize: true },
  ],
);

function refusal(status: number, places: readonly Place[]): LieKind {
  return {
    kind: `${status} for a child`,
    unit: 'list',
    places,
    isOfChildren: true,
    tell: ({ answer }) =>
      answer.status === 200 ? { status, headers: {}, body: {} } : undefined,
  };
}
