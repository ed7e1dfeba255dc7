import { problemsOf } from './checker';
import { smallModel } from './smallModel';

const problems = (query: string) => problemsOf(query, smallModel);

describe('a query that is right', () => {
  test.each([
    'FIND tern',
    'FIND Bird WITH breeding = true',
    "FIND * WITH tag.AccountName = 'x' AND _type = 'y'",
    "FIND tern WITH name = 'Arthur' AND calls = ('kik' OR 'kirr')",
    'FIND tern WITH seenOn < date.now - 90 days OR seenOn = undefined',
    'FIND (tern|gull) WITH ringed = true AND breeding = undefined',
    "FIND tern WITH calls = 'kik' AND calls != 'kirr'",
    "FIND tern WITH calls != undefined AND (eggs = 1 OR calls != 'kirr')",
    'FIND (tern|gull) AS b THAT HAS << AS being colony AS c RETURN b.eggs, being.role, c.displayName, c.*',
    "FIND colony THAT HAS >> AS h tern AS t WHERE h.role = 'guard' AND h._createdOn > date.now - 1 day RETURN count(t)",
    'FIND tern THAT OWNS >> nest (THAT HAS >> nest)? THAT HAS >> nest',
    'FIND tern THAT HAS sky AS s RETURN s.name',
    'FIND colony THAT !HAS >> (tern|gull) RETURN TREE',
    'FIND Site THAT HAS >> gull',
    'FIND tern THAT !OWNS >> nest THAT HAS << colony',
    'FIND tern WITH eggs != undefined',
  ])('%s', (query) => {
    expect(problems(query)).toEqual([]);
  });
});

describe('what is planted is found', () => {
  test.each([
    ['type', 'FIND turn', 'turn is no type and no class of ours'],
    ['class', 'FIND Birds', 'Birds is no type and no class of ours'],
    ['type that nobody has', 'FIND auk', 'No organization has any auk'],
    [
      'property',
      'FIND tern WITH ringd = true',
      'No tern has the property ringd',
    ],
    [
      'property that nobody emits',
      "FIND tern WITH mate = 'x'",
      'No tern has the property mate',
    ],
    [
      'property of one of two types',
      'FIND (tern|gull) WITH eggs = 1',
      'No gull has the property eggs',
    ],
    [
      'property in RETURN',
      'FIND tern AS t RETURN t.egg',
      'No tern has the property egg',
    ],
    [
      'property in ORDER BY',
      'FIND tern AS t RETURN t.eggs ORDER BY t.egg',
      'No tern has the property egg',
    ],
    [
      'property in a function',
      'FIND tern AS t RETURN sum(t.egg)',
      'No tern has the property egg',
    ],
    [
      'property of a relationship',
      'FIND colony THAT HAS >> AS h gull RETURN h.role',
      'No colony HAS gull has the property role',
    ],
    [
      'absence of what there is not',
      'FIND tern WITH egg = undefined',
      'No tern has the property egg',
    ],
    [
      'verb',
      'FIND colony THAT OWNS >> tern',
      'colony OWNS >> tern is not in the model',
    ],
    [
      'verb beside a right one',
      'FIND colony THAT (HAS|OWNS) >> tern',
      'Nothing here is related by OWNS',
    ],
    [
      'direction',
      'FIND tern THAT HAS >> colony',
      'tern HAS >> colony is not in the model',
    ],
    [
      'direction backwards',
      'FIND colony THAT HAS << tern',
      'colony HAS << tern is not in the model',
    ],
    [
      'step from what a class cannot be there',
      'FIND tern THAT OWNS >> Site THAT HAS >> tern',
      'Site HAS >> tern is not in the model',
    ],
    [
      'comparison of what is true or false',
      'FIND tern WITH ringed > true',
      'ringed is a boolean, and not compared with a boolean by >',
    ],
    [
      'direction of what is mapped',
      'FIND tern THAT HAS << sky',
      'tern HAS << sky is not in the model',
    ],
    [
      'relationship that nobody has',
      'FIND gull THAT OWNS >> nest',
      'gull OWNS >> nest is not in the model, or no organization has one',
    ],
    [
      'type at the end of a step',
      'FIND colony THAT HAS >> (tern|nest)',
      'colony HAS >> nest is not in the model',
    ],
    [
      'order of steps',
      'FIND colony THAT OWNS >> nest THAT HAS >> tern',
      'colony OWNS >> nest is not in the model',
    ],
    [
      'step behind an optional part',
      'FIND tern (THAT OWNS >> nest)? THAT HAS >> nest',
      'tern HAS >> nest is not in the model',
    ],
    ['any verb', 'FIND colony THAT RELATES TO tern', 'RELATES is slow'],
    ['alias', 'FIND tern AS t RETURN b.name', 'b names nothing in the query'],
    [
      'alias in WHERE',
      'FIND tern AS t WHERE b.eggs = 1',
      'b names nothing in the query',
    ],
    [
      'alias twice',
      'FIND tern AS t THAT OWNS >> nest AS t',
      't names two things',
    ],
    [
      'alias behind a negation',
      'FIND tern THAT !OWNS >> nest AS n',
      'nothing to name',
    ],
    ['no alias', 'FIND tern AS t WHERE eggs = 1', 'eggs names nothing'],
    [
      'kind of value',
      "FIND tern WITH ringed = 'true'",
      'ringed is a boolean, and not compared with a string by =',
    ],
    [
      'kind of comparison',
      'FIND tern WITH calls > 3',
      'calls is a list, and not compared with a number by >',
    ],
    [
      'time and number',
      'FIND tern WITH seenOn > 90',
      'seenOn is a time, and not compared with a number',
    ],
    [
      'number and time',
      'FIND tern WITH eggs > date.now',
      'eggs is a number, and not compared with a date',
    ],
    ['word', "FIND tern WITH calls = ('kik' OR 'kikk')", 'calls is never kikk'],
    [
      'word of a relationship',
      "FIND colony THAT HAS >> AS h tern WHERE h.role = 'gard'",
      'role is never gard',
    ],
    [
      'negation of what may be unknown',
      'FIND tern WITH breeding != true',
      'breeding != holds where breeding is unknown',
    ],
    [
      'negation that a choice does not guard',
      "FIND tern WITH calls = 'kik' OR calls != 'kirr'",
      'calls != holds where calls is unknown',
    ],
    [
      'negation beside a negation',
      "FIND tern WITH calls != 'kik' AND calls !~= 'kirr'",
      'calls !~= holds where calls is unknown',
    ],
    [
      'comparison with undefined',
      'FIND tern WITH eggs > undefined',
      'undefined is not compared by >',
    ],
    ['query', 'terns, please', 'FIND is expected'],
  ])('wrong %s', (_what, query, problem) => {
    expect(problems(query).join('; ')).toContain(problem);
  });
});
