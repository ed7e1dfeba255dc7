const { default: TestSequencer } = require('@jest/test-sequencer');

/**
 * The files that take longest, the longest first. One that begins last is waited for by all other
 * workers, and on a fresh clone Jest knows nothing but the sizes of files.
 */
const LONGEST = [
  'test/faults/sweepOkta.test.ts',
  'test/faults/sweep.test.ts',
  'test/faults/okta.test.ts',
  'test/faults/lies/lies.test.ts',
  'test/faults/lies/okta.test.ts',
  'scripts/newProvider.test.ts',
  'test/e2e/commandLine.test.ts',
];

module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((name) =>
        path.replaceAll('\\', '/').endsWith(name),
      );
      return place < 0 ? LONGEST.length : place;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
