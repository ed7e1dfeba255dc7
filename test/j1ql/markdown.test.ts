import { queriesIn } from './markdown';

test('queries are found in blocks and within lines', () => {
  const document = [
    'Ask `FIND tern WITH ringed = true`, or run `find . -name x` and `npm run find`:',
    '',
    '```j1ql',
    '/* first */',
    'FIND tern',
    '',
    'FIND gull',
    '```',
    '',
    '```sh',
    'npm test',
    '```',
    '',
    '```',
    'FIND nest',
    '```',
  ].join('\n');

  expect(queriesIn(document)).toEqual([
    '/* first */\nFIND tern',
    'FIND gull',
    'FIND nest',
    'FIND tern WITH ringed = true',
    'find . -name x',
  ]);
});
