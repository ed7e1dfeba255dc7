import { questionList, questionsIn } from './questions';

const FILE = `
integrationDefinitionId: '\${integration_definition_id}'
sourceId: managed:tern
questions:
  - id: integration-question-identity-provider-eggs
    title: Which terns have eggs?
    description: Terns that breed.
    queries:
      - name: breeding
        query: |
          FIND tern WITH eggs > 0
        resultsAre: GOOD
      - name: unknown
        query: |
          FIND tern WITH eggs = undefined
        resultsAre: UNKNOWN
    tags: [tern]
`;

test('a question is shown with all of its queries, and what they return', () => {
  expect(questionList(questionsIn(FILE), ['eggs'])).toBe(
    `### Which terns have eggs?

Terns that breed.

\`\`\`j1ql
/* as it should be */
FIND tern WITH eggs > 0

/* what cannot be known */
FIND tern WITH eggs = undefined
\`\`\``,
  );
});

test('a question that is not there is missed', () => {
  expect(() => questionList(questionsIn(FILE), ['chicks'])).toThrow(
    'There has to be one question chicks',
  );
});

test.each([
  ['a misspelt word', FILE.replace('resultsAre: GOOD', 'resultAre: GOOD')],
  ['another result', FILE.replace('resultsAre: GOOD', 'resultsAre: good')],
  ['no tags', FILE.replace('tags: [tern]', '')],
])('a file with %s is refused', (_what, file) => {
  expect(file).not.toBe(FILE);
  expect(() => questionsIn(file)).toThrow(/resultsAre|tags/);
});
