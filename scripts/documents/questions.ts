import { parse } from 'yaml';
import { z } from 'zod';

/** One of several queries that answer a question; what it returns is good, bad or neither. */
const QuestionQuery = z.strictObject({
  name: z.string(),
  query: z.string(),
  resultsAre: z.enum(['GOOD', 'BAD', 'INFORMATIVE', 'UNKNOWN']),
});

const Compliance = z.strictObject({
  standard: z.string(),
  requirements: z.array(z.string()).min(1),
});

const Question = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  queries: z.array(QuestionQuery).min(1),
  tags: z.array(z.string()).min(1),
  compliance: z.array(Compliance).optional(),
});
export type Question = z.infer<typeof Question>;

/** The SDK's question file, with all that the house wants to be filled in. */
const QuestionFile = z.strictObject({
  integrationDefinitionId: z.string(),
  sourceId: z.string(),
  questions: z.array(Question),
});

/** Where the questions are, within the package: the SDK looks for them there. */
export const QUESTIONS_PATH = 'jupiterone/questions/questions.yaml';

/** @throws Error that says which part of the file is malformed */
export function questionsIn(yaml: string): Question[] {
  return QuestionFile.parse(parse(yaml)).questions;
}

/** The questions of the documentation: some of each kind, by the end of their ids. */
export const DOCUMENTED_QUESTIONS = [
  'no-second-factor',
  'weak-second-factors',
  'administrators-without-second-factor',
  'administrator-roles',
  'dormant',
  'leavers-with-applications',
  'who-can-open',
  'one-factor-applications',
  'service-accounts',
  'unencrypted-devices',
];

/**
 * The questions as a part of a document, each with its queries.
 *
 * @param slugs the ends of their ids
 * @throws Error where there is no such question, or more than one
 */
export function questionList(
  questions: readonly Question[],
  slugs: readonly string[],
): string {
  return slugs
    .map((slug) => {
      const [question, ...more] = questions.filter(({ id }) =>
        id.endsWith(`-provider-${slug}`),
      );
      if (!question || more.length > 0) {
        throw new Error(`There has to be one question ${slug}`);
      }
      return section(question);
    })
    .join('\n\n');
}

const RESULTS: Readonly<Record<string, string>> = {
  GOOD: 'as it should be',
  BAD: 'to be mended',
  INFORMATIVE: 'to know',
  UNKNOWN: 'what cannot be known',
};

function section({ title, description, queries }: Question): string {
  const blocks = queries.map(({ query, resultsAre }) =>
    [`/* ${RESULTS[resultsAre]} */`, query.trim()].join('\n'),
  );
  return [
    `### ${title}`,
    description,
    ['```j1ql', blocks.join('\n\n'), '```'].join('\n'),
  ].join('\n\n');
}
