const { readdirSync } = require('node:fs');
const path = require('node:path');

const js = require('@eslint/js');
const prettier = require('eslint-config-prettier');
const jest = require('eslint-plugin-jest');
const tseslint = require('typescript-eslint');

/** Import rules of docs/architecture.md: what each part of src/ must not import. */
function mustNotImport(files, regex, message) {
  return {
    files,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
    },
  };
}

const providerNames = readdirSync(path.join(__dirname, 'src/providers'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const REGISTRY = String.raw`(^|/)\.\.?(/index)?$|(^|/)providers(/index)?$`;
const CONFIG = String.raw`^\.\./\.\./(config|executionConfig)$`;

module.exports = tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'coverage',
      '.stryker-tmp',
      '.j1-integration',
      '.j1-integration-cache',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: __dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['scripts/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        process: 'readonly',
      },
    },
  },
  {
    files: ['**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*'] },
      ],
      'jest/no-disabled-tests': 'error',
    },
  },
  mustNotImport(
    ['src/http/**/*.ts', 'src/graph/**/*.ts'],
    String.raw`(^|/)(providers|config|executionConfig)(/|$)`,
    'http/ and graph/ know no provider and no configuration.',
  ),
  ...providerNames.map((name) =>
    mustNotImport(
      [`src/providers/${name}/**/*.ts`],
      [
        REGISTRY,
        CONFIG,
        ...providerNames
          .filter((other) => other !== name)
          .map((other) => `(^|/)${other}(/|$)`),
      ].join('|'),
      'A provider imports http/, graph/ and the contract, never another provider nor the registry.',
    ),
  ),
  mustNotImport(
    ['src/providers/provider.ts', 'src/providers/settings.ts'],
    [REGISTRY, ...providerNames.map((name) => `(^|/)${name}(/|$)`)].join('|'),
    'The contract knows no provider.',
  ),
  prettier,
);
