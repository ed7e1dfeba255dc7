import { tilePage } from './tilePage';

const DOCUMENT = `# All

## Support

Ask [the makers](https://makers.example).

## Arctic tern (\`tern\`)

A bird.

### Support

For this integration, see
[Support](#support) above. For birds, ask others.

### In JupiterOne

1. Select it.
2. Choose the provider \`tern\`.
3. Enter the name.

#### Details

<!-- written by "npm run document": fields of tern -->

| Field |

<!-- end of fields of tern -->

## Gull

<!-- written by "npm run document": fields of gull -->
<!-- end of fields of gull -->

<!-- {J1_DOCUMENTATION_MARKER_START} -->

## Data Model

### Entities

| Resources | Entity \`_type\` |
| --------- | -------------- |
| Bird      | \`gull_bird\`    |
| Bird      | \`tern_bird\`    |

### Relationships

| Source Entity \`_type\` | Class |
| --------------------- | ----- |
| \`gull_bird\`           | HAS   |

<!--
***
END
-->
<!-- {J1_DOCUMENTATION_MARKER_END} -->
`;

const page = tilePage(DOCUMENT, { id: 'tern', name: 'Arctic tern 2.0' });

test('is the section of the provider, as a page of its own', () => {
  expect(page).toMatch(/^# Arctic tern\n\n<!-- Written by .*\n\nA bird\.\n/);
  expect(page).toContain('\n## In JupiterOne\n');
  expect(page).toContain('\n### Details\n');
  expect(page).not.toMatch(/gull/i);
});

test('says what the page of all providers says at its top', () => {
  expect(page).toContain(
    '\nAsk [the makers](https://makers.example). For birds, ask others.\n',
  );
  expect(page).not.toContain('#support');
});

test('has no choice of a provider', () => {
  expect(page).toContain('1. Select it.\n3. Enter the name.\n');
});

test('has the rows of the data model that are its own, and no table without rows', () => {
  expect(page).toContain('| Resources | Entity `_type` |\n| ---');
  expect(page).toContain('| Bird      | `tern_bird`    |');
  expect(page).not.toContain('### Relationships');
  expect(page.trimEnd()).toMatch(/END\n-->\n.*MARKER_END\} -->$/);
});

test('leads to the properties of the provider', () => {
  expect(page).toContain('(properties.md#arctic-tern-20)');
});

test('is not made without a section', () => {
  expect(() => tilePage(DOCUMENT, { id: 'skua', name: 'Skua' })).toThrow(
    'no section of skua',
  );
});
