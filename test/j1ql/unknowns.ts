import type { GraphModel } from './model';
import { parse } from './parser';
import { isAbsence, type PropertyUse, usesOf } from './uses';
import { walk } from './walk';

/** Descriptions say of what cannot always be known that it is undefined or unknown then. */
const MAY_BE_UNKNOWN = /\b(?:undefined|unknown)\b/;

/** A query and what its rows are, where that is told. */
export interface JudgedQuery {
  query: string;
  resultsAre?: string | null;
}

/** A property of a type that is true, false or unknown, and what a query asks of it. */
interface Judgement {
  subject: string;
  isAbsence: boolean;
}

/**
 * What a question, or a pack of rules, makes of what is unknown. Whoever asks whether a property is
 * true or false that may be unknown has to ask for the unknown ones as well, of the same type and in
 * a query of its own, so that a directory whose factors could not be read does not look like one in
 * which all is well, or nothing is. And what is unknown is neither good nor bad.
 */
export function unknownsForgotten(
  queries: readonly JudgedQuery[],
  model: GraphModel,
): string[] {
  const judged = queries.map(({ query, resultsAre }) => ({
    resultsAre,
    judgements: judgementsOf(query, model),
  }));
  const all = judged.flatMap(({ judgements }) => judgements);
  const asked = new Set(
    all.filter((each) => each.isAbsence).map(({ subject }) => subject),
  );
  const forgotten = all
    .filter((each) => !each.isAbsence && !asked.has(each.subject))
    .map(
      ({ subject }) => `${subject} may be unknown, and nothing asks for that`,
    );
  const mistaken = judged
    .filter(({ resultsAre }) => resultsAre === 'GOOD' || resultsAre === 'BAD')
    .flatMap(({ judgements }) => judgements)
    .filter((each) => each.isAbsence)
    .map(({ subject }) => `${subject} is unknown, which is not good or bad`);
  return [...new Set([...forgotten, ...mistaken])];
}

function judgementsOf(text: string, model: GraphModel): Judgement[] {
  const query = parse(text);
  const { uses } = usesOf(query, walk(query, model));
  return uses.flatMap(judgementsOfUse);
}

function judgementsOfUse({
  subject,
  property,
  comparison,
}: PropertyUse): Judgement[] {
  if (!comparison) return [];
  const absent = isAbsence(comparison);
  if (!absent && comparison.right.kind !== 'boolean') return [];
  return subject.alternatives
    .flatMap(({ tables }) => tables)
    .flatMap((table) => {
      const facts = table?.properties.get(property);
      const isThreeValued =
        facts?.kinds.has('boolean') === true &&
        MAY_BE_UNKNOWN.test(facts.description);
      return table && isThreeValued
        ? [{ subject: `${property} of ${table.type}`, isAbsence: absent }]
        : [];
    });
}
