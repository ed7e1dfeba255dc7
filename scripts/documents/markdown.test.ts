import { replacePart, table } from './markdown';

test('a table keeps its cells apart, whatever they hold', () => {
  expect(table(['A', 'B'], [['one | two', 'three\nfour']])).toBe(
    [
      '| A | B |',
      '| --- | --- |',
      String.raw`| one \| two | three four |`,
    ].join('\n'),
  );
});

describe('a part of a document', () => {
  const START = '<!-- written by "npm run document": fields -->';
  const END = '<!-- end of fields -->';

  test('is replaced, and the rest stays', () => {
    const document = `before\n${START}\n\nold $& text\n\n${END}\nafter\n`;

    const replaced = replacePart(document, 'fields', 'new $& text');

    expect(replaced).toBe(`before\n${START}\n\nnew $& text\n\n${END}\nafter\n`);
    expect(replacePart(replaced, 'fields', 'new $& text')).toBe(replaced);
  });

  test.each([
    ['no markers', 'text'],
    ['no end', `${START} text`],
    ['two of them', `${START}${END}${START}${END}`],
    ['another name', '<!-- written by "npm run document": other -->'],
  ])('is not guessed where there are %s', (_what, document) => {
    expect(() => replacePart(document, 'fields', 'new')).toThrow(START);
  });
});
