import type { ConfigTable } from '../../src/collect/configFields';
import { optionalText, requiredText } from '../../src/collect/configFields';

import { environmentExample } from './environmentExample';

function tableOf(id: string): ConfigTable {
  return {
    [`${id}Url`]: {
      type: 'string',
      label: 'URL',
      needed: 'always',
      help: 'where the API is, such as `https://api.example`',
      example: 'https://api.example',
      schema: requiredText,
    },
    [`${id}Key`]: {
      type: 'string',
      mask: true,
      label: 'API key',
      needed: 'with a key',
      help: 'key',
      example: '',
      schema: optionalText,
    },
    [`${id}Days`]: {
      type: 'string',
      label: 'Days',
      help: 'how many days back',
      default: '30 for some',
      schema: optionalText,
    },
    [`${id}Region`]: {
      type: 'string',
      label: 'Region',
      help: 'region',
      default: 'north',
      schema: optionalText,
    },
  };
}

function example(): string[] {
  return environmentExample({
    commonFields: {
      provider: {
        type: 'string',
        label: 'Provider',
        needed: 'always',
        help: `the provider: ${'tern, '.repeat(30)}gull`,
        example: 'tern',
        schema: requiredText,
      },
    },
    providers: [
      { id: 'tern', name: 'Arctic tern', configTable: tableOf('tern') },
      { id: 'gull', name: 'Gull', configTable: tableOf('gull') },
    ],
    chosen: 'tern',
    operatorVariables: {
      HTTP_ATTEMPTS: { help: 'attempts of one call', default: 6 },
    },
  }).split('\n');
}

test('what the chosen provider needs is to be filled in, all else is a comment', () => {
  const lines = example();

  expect(lines.filter((line) => /^[A-Z]/.test(line))).toEqual([
    'PROVIDER=tern',
    'TERN_URL=https://api.example',
    'TERN_KEY=',
  ]);
  expect(lines).toEqual(
    expect.arrayContaining([
      '#TERN_DAYS=',
      '#TERN_REGION=north',
      '#GULL_URL=https://api.example',
      '#GULL_KEY=',
      '#HTTP_ATTEMPTS=6',
      '#JUPITERONE_ACCOUNT=',
    ]),
  );
});

test('every variable says what it is, when it is needed, and what holds without it', () => {
  expect(example()).toEqual(
    expect.arrayContaining([
      '# --- tern: Arctic tern ---',
      '# --- Gull ---',
      '# URL (needed): where the API is, such as https://api.example.',
      '# API key (needed with a key): key.',
      '# Days (optional): how many days back. Default: 30 for some',
      '# Attempts of one call. Default: 6',
    ]),
  );
});

test('no line is longer than a screen is wide', () => {
  const lines = example();
  const start = lines.findIndex((line) => line.startsWith('# Provider'));

  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(
    100,
  );
  expect(lines[start + 1]).toMatch(/^# tern, /);
});
