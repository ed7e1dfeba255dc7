import { entityModel, type PropertyValue, toEntity } from './entities';
import {
  email,
  epochTime,
  link,
  personName,
  pick,
  text,
  texts,
  time,
} from './properties';

const USER = entityModel<Record<string, PropertyValue>>({
  resourceName: 'User',
  _type: 'acme_user',
  _class: ['User'],
  key: () => 'acme_user:1',
  properties: {
    name: ['Name', () => 'Ada'],
    username: ['Name to log in with', () => 'ada'],
  },
  others: { description: 'others', read: (properties) => properties },
});

/** Checks against the schema of the data model, as the SDK does when it runs locally. */
function expectValid(properties: Record<string, string | number | undefined>) {
  process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION = 'true';
  try {
    expect(() => toEntity(USER, properties)).not.toThrow();
  } finally {
    delete process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION;
  }
}

/** What providers send in place of a text. */
const NO_TEXTS = [undefined, null, '', '  ', 0, 7, true, {}, [], ['a@b.cd']];

/** Characters that no one expects, put into values to see what comes out. */
const NASTY = [
  ...Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)),
  '\u2028',
  '\uD800',
  '\uDFFF',
  '\u{1F600}',
  'é',
  '%zz',
  '%',
  '..',
  '@@',
];

describe('an e-mail address', () => {
  test.each([
    ['Ada@Acme.Example', 'ada@acme.example'],
    [' ada@acme.example\n', 'ada@acme.example'],
    ["o'neil+tag@sub.acme.example", "o'neil+tag@sub.acme.example"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    ['a@1.2.3.4', 'a@1.2.3.4'],
  ])('is read from %j', (value, expected) => {
    expect(email(value)).toBe(expected);
    expectValid({ email: email(value) });
  });

  test.each([
    ...NO_TEXTS,
    'ada',
    'ada@localhost',
    '@acme.example',
    'a..b@acme.example',
    '.a@acme.example',
    'a@-acme.example',
    'a@acme-.example',
    'a@acme..example',
    'a@[1.2.3.4]',
    '"a b"@acme.example',
    'a b@acme.example',
    'zoë@acme.example',
    'a@bücher.example',
    'a@b@c.example',
    `${'a'.repeat(320)}@b.example`,
  ])('is not read from %j', (value) => {
    expect(email(value)).toBeUndefined();
  });

  test('is never what the data model refuses', () => {
    for (const nasty of NASTY) {
      for (const value of [
        `a${nasty}b@acme.example`,
        `${nasty}@acme.example`,
        `a@ac${nasty}me.example`,
        `a@acme.example${nasty}`,
        `a@${nasty}acme.example`,
      ]) {
        const address = email(value);
        if (address !== undefined) expectValid({ email: address });
      }
    }
    expectValid({
      email: email(`${'a'.repeat(64)}@${'b.'.repeat(120)}example`),
    });
  });
});

describe('a link', () => {
  test.each([
    ['https://idp.example', 'https://idp.example/'],
    [' HTTP://IDP.example:8080/a?b=c#d ', 'http://idp.example:8080/a?b=c#d'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://[::1]/x', 'https://[::1]/x'],
    [
      'https://idp.example/[a]?[b]#[c]#d',
      'https://idp.example/%5Ba%5D?%5Bb%5D#%5Bc%5D%23d',
    ],
    ['https://idp.example/100%', 'https://idp.example/100%25'],
    ['https://idp.example/a%20b|c', 'https://idp.example/a%20b%7Cc'],
  ])('is read from %j', (value, expected) => {
    expect(link(value)).toBe(expected);
    expectValid({ webLink: link(value) });
  });

  test.each([
    ...NO_TEXTS,
    'idp.example/users',
    '//idp.example',
    '/users',
    'ftp://idp.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:password@idp.example',
    'https://user@idp.example',
    'https://idp.example:99999',
    'https://a{b}.example',
    `https://idp.example/${'x'.repeat(5_000)}`,
    `https://idp.example/${'ü'.repeat(1_000)}`,
  ])('is not read from %j', (value) => {
    expect(link(value)).toBeUndefined();
  });

  test('is never what the data model refuses', () => {
    for (const nasty of NASTY) {
      for (const value of [
        `https://i${nasty}dp.example/`,
        `https://idp.example:8${nasty}0/`,
        `https://idp.example/a${nasty}b`,
        `https://idp.example/?a${nasty}b`,
        `https://idp.example/#a${nasty}b`,
      ]) {
        const url = link(value);
        if (url !== undefined) expectValid({ webLink: url });
      }
    }
  });
});

describe('a time', () => {
  test.each([
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02T03:04:05.123456789Z', '2024-01-02T03:04:05.123Z'],
    ['2024-01-02T03:04:05+02:00', '2024-01-02T01:04:05.000Z'],
    ['2024-01-02T03:04:05+0200', '2024-01-02T01:04:05.000Z'],
    ['2024-01-02 03:04:05 UTC', '2024-01-02T03:04:05.000Z'],
    [' 2024-01-02 ', '2024-01-02T00:00:00.000Z'],
  ])('is read from %j', (value, expected) => {
    expect(time(value)).toBe(Date.parse(expected));
  });

  test.each([
    '2024-01-02T03:04:05',
    '2024-01-02 03:04:05',
    '2024-01-02T03:04:05.000',
    '2024-01-02T03:04',
  ])('without a zone is in UTC on every machine: %j', (value) => {
    expect(new Date(time(value) ?? NaN).toISOString()).toMatch(
      /^2024-01-02T03:04:0[05]\.000Z$/,
    );
  });

  test.each([
    ...NO_TEXTS,
    'yesterday',
    '2024',
    '2024-13-01',
    '0000-00-00',
    '01/02/2024',
    '1700000000',
    '2024-01-02garbage',
  ])('is not read from %j', (value) => {
    expect(time(value)).toBeUndefined();
  });

  test('since the epoch is in the unit that the provider uses', () => {
    expect(epochTime(1_700_000_000, 1_000)).toBe(1_700_000_000_000);
    expect(epochTime(1_700_000_000_000, 1)).toBe(1_700_000_000_000);
  });

  test.each([0, -1, NaN, Infinity, 1e16, '1700000000', null, undefined])(
    'since the epoch is not %p',
    (value) => {
      expect(epochTime(value, 1)).toBeUndefined();
    },
  );

  test('is a number for the data model', () => {
    expectValid({
      createdOn: time('2024-01-02'),
      updatedOn: epochTime(1.5, 1),
    });
  });
});

describe('a text', () => {
  test('has no space around it, and no halves of characters', () => {
    expect(text(' Zoë \n')).toBe('Zoë');
    expect(text('a\uD800b')).toBe('a\uFFFDb');
  });

  test('is cut to what JupiterOne keeps', () => {
    expect(text('x'.repeat(5_000))).toHaveLength(4_096);
    expect(text(`${'x'.repeat(4_095)}\u{1F600}`)).toBe(
      `${'x'.repeat(4_095)}\uFFFD`,
    );
  });

  test.each([undefined, null, '', ' \t\n', 0, 7, true, {}, []])(
    'is not read from %j',
    (value) => {
      expect(text(value)).toBeUndefined();
    },
  );
});

describe('the name of a person', () => {
  test.each([
    'Ada Example',
    ' Ada ',
    'Example, Ada',
    'O’Neil',
    '伟',
    'John 3rd',
  ])('is %s', (name) => {
    expect(personName(name)).toBe(name.trim());
  });

  test.each([
    'ada@acme.example',
    'CN=Ada Example,OU=People',
    '00u1exampleAda00h7zz',
    'user7',
    '26118915',
    '26 118 915',
    '2819c223-7f76-453a-919d-413861904646',
    '',
    '-',
    7,
    null,
    ['Ada'],
  ])('is not %p', (value) => {
    expect(personName(value)).toBeUndefined();
  });
});

describe('texts', () => {
  test('are those of a list, each once', () => {
    expect(texts([' a', 'b', null, 7, 'a', ''])).toEqual(['a', 'b']);
  });

  test.each([[undefined], [[]], [[null, '', {}]]])(
    'are none in %j',
    (values) => {
      expect(texts(values)).toBeUndefined();
    },
  );
});

describe('raw data', () => {
  test('is what the allow-list names, where it is there', () => {
    const record: {
      id: string;
      password: string;
      title: string | null;
      nickName?: string;
    } = { id: 'a', password: 's3cret', title: null };

    expect(pick(record, ['id', 'title', 'nickName'])).toEqual({
      id: 'a',
      title: null,
    });
  });
});
