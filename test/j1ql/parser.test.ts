import { parse } from './parser';

describe('a query', () => {
  test('is read to its end', () => {
    const query = parse(`
      FIND UNIQUE (tern|gull) WITH ringed = true AND (eggs > 2 OR eggs = undefined) AS bird
        THAT !HAS nest
        (THAT OWNS >> AS owning nest AS n)?
        THAT (HAS|OWNS) << colony AS c
      WHERE owning.since < date.now - 30 days OR bird.name = /^a/i
      RETURN bird.displayName, count(c) AS colonies, c.tag.AccountName
      ORDER BY bird.displayName DESC LIMIT 10`);

    expect(query.isUnique).toBe(true);
    expect(query.start.names).toEqual(['tern', 'gull']);
    expect(query.start.alias).toBe('bird');
    expect(query.steps).toMatchObject([
      { isNegated: true, verbs: ['HAS'], node: { names: ['nest'] } },
      {
        kind: 'optional',
        steps: [{ verbs: ['OWNS'], direction: '>>', alias: 'owning' }],
      },
      { verbs: ['HAS', 'OWNS'], direction: '<<', node: { alias: 'c' } },
    ]);
    expect(query.where).toMatchObject({
      kind: 'or',
      conditions: [
        { operator: '<', right: { kind: 'date' } },
        { operator: '=', right: { kind: 'regex', text: '^a' } },
      ],
    });
    expect(query.columns).toMatchObject([
      { expression: { segments: ['bird', 'displayName'] } },
      { expression: { kind: 'call', name: 'count' }, alias: 'colonies' },
      { expression: { segments: ['c', 'tag', 'AccountName'] } },
    ]);
    expect(query.limit).toBe(10);
  });

  test('binds AND closer than OR', () => {
    expect(
      parse('FIND a WITH x = 1 OR y = 2 AND z = 3').start.with,
    ).toMatchObject({ kind: 'or', conditions: [{}, { kind: 'and' }] });
  });

  test('has lists of values, placeholders and comments', () => {
    const { start } = parse(
      "FIND a /* any */ WITH x != ('b' OR 'c') AND y = '{{name}}'",
    );
    expect(start.with).toMatchObject({
      conditions: [
        { right: { kind: 'values', values: [{ text: 'b' }, { text: 'c' }] } },
        { right: { kind: 'placeholder' } },
      ],
    });
  });

  test.each([
    ['no query at all', 'Who has no second factor?'],
    ['nothing to find', 'FIND'],
    ['a verb without a node', 'FIND a THAT HAS'],
    ['a condition without a value', 'FIND a WITH x ='],
    ['a value without a comparison', 'FIND a WITH x'],
    ['an alias before the condition', 'FIND a AS b WITH x = 1'],
    ['a parenthesis that is not closed', 'FIND a WITH (x = 1'],
    ['an optional part without its mark', 'FIND a (THAT HAS b)'],
    ['a string that is not closed', "FIND a WITH x = 'b"],
    ['double quotes', 'FIND a WITH x = "b"'],
    ['null', 'FIND a WITH x = null'],
    ['weeks', 'FIND a WITH x > date.now - 1 week'],
    ['UNIQUE without RETURN', 'FIND UNIQUE a'],
    ['a reserved alias', 'FIND a AS count'],
    ['too many rows', 'FIND a LIMIT 251'],
    ['a function that there is not', 'FIND a AS b RETURN median(b.x)'],
    ['words at the end', 'FIND a RETURN a.b sorted'],
    ['HAVING', 'FIND a AS b RETURN count(b) AS n HAVING n > 5'],
  ])('is refused with %s', (_what, query) => {
    expect(() => parse(query)).toThrow(/, near: /);
  });
});
