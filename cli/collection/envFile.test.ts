import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parseEnvFile, readEnvFile } from './envFile';

const PEM =
  '-----BEGIN PRIVATE KEY-----\nMIIB\nabc=\n-----END PRIVATE KEY-----';

function parse(text: string, environment: NodeJS.ProcessEnv = {}) {
  const problems: string[] = [];
  const variables = parseEnvFile(text, environment, (line, problem) =>
    problems.push(`${line}: ${problem}`),
  );
  return { variables, problems };
}

it.each([
  ['a bare value', 'KEY=abc', 'abc'],
  ['spaces around', '  KEY =  abc  ', 'abc'],
  ['export', 'export KEY=abc', 'abc'],
  ['a comment behind', 'KEY=okta # which one', 'okta'],
  ['a # within', 'KEY=abc#def', 'abc#def'],
  ['nothing but a comment', 'KEY= # later', ''],
  ['double quotes', 'KEY="a b" # why', 'a b'],
  ['single quotes', "KEY='a#b'", 'a#b'],
  ['a quote within quotes', 'KEY="{"a":"b"}"', '{"a":"b"}'],
  ['\\n in double quotes', 'KEY="a\\nb"', 'a\nb'],
  ['a PEM over lines', `KEY=${PEM}\nNEXT=1`, PEM],
  ['a quoted PEM over lines', `KEY="${PEM}"\nNEXT=1`, PEM],
  ['Windows lines', 'KEY=abc\r\nNEXT=1\r\n', 'abc'],
  ['a dollar sign', 'KEY=00abc$dEf', '00abc$dEf'],
  ['an escaped dollar sign', 'KEY=00abc\\$HOME', '00abc$HOME'],
  ['a dollar sign in single quotes', "KEY='a$HOME'", 'a$HOME'],
  ['a variable', 'KEY=${HOST}/v2', 'example.test/v2'],
])('understands %s', (_case, text, value) => {
  const { variables, problems } = parse(text, {
    HOST: 'example.test',
    HOME: '/home/x',
  });

  expect(variables.KEY).toBe(value);
  expect(problems).toEqual([]);
});

it('names lines that it does not understand, without what stands in them', () => {
  expect(parse('# a\n$env:KEY = "secret"\nB="secret').problems).toEqual([
    '2: is not NAME=value, and was skipped',
    '3: the value of B never ends',
  ]);
});

describe('a file', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'env-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it.each([
    ['UTF-8', Buffer.from('KEY=Zoë\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeffKEY=Zoë\n')],
    ["PowerShell's UTF-16", Buffer.from('\ufeffKEY=Zoë\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('KEY=Zoë\n', 'utf16le')],
    [
      'UTF-16 from the left',
      Buffer.from('\ufeffKEY=Zoë\n', 'utf16le').swap16(),
    ],
  ])('is read in %s', async (_case, bytes) => {
    await writeFile(path.join(directory, '.env'), bytes);

    const { variables, facts } = await readEnvFile(directory, {});

    expect(variables).toEqual({ KEY: 'Zoë' });
    expect(facts).toMatchObject({ exists: true, names: ['KEY'] });
  });

  it('may be missing', async () => {
    const { variables, facts } = await readEnvFile(directory, {});

    expect(variables).toEqual({});
    expect(facts.exists).toBe(false);
  });
});
