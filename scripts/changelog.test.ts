import { notesOf, released } from './changelog';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Birds.

## [0.1.0] - 2026-01-02

- An egg.
`;

test('what is not released becomes a release, and there is room for more', () => {
  const text = released(CHANGELOG, '0.2.0', '2026-03-04');

  expect(text).toContain(
    '## [Unreleased]\n\n## [0.2.0] - 2026-03-04\n\n### Added\n\n- Birds.\n\n## [0.1.0]',
  );
  expect(notesOf(text, '0.2.0')).toBe('### Added\n\n- Birds.');
  expect(notesOf(text, '0.1.0')).toBe('- An egg.');
});

test.each([
  ['twice', CHANGELOG, '0.1.0', 'has version 0.1.0'],
  [
    'of nothing',
    '# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n- An egg.\n',
    '0.2.0',
    'nothing',
  ],
  ['without its heading', '# Changelog\n', '0.2.0', 'nothing'],
])('there is no release %s', (_what, changelog, version, problem) => {
  expect(() => released(changelog, version, '2026-03-04')).toThrow(problem);
});

test('a version that is not there has no notes', () => {
  expect(() => notesOf(CHANGELOG, '0.2.0')).toThrow('does not have version');
});
