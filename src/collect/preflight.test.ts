import { silentLogger } from '../http/logger';

import { Meter, takeSurvey } from './preflight';
import { type Calls, Probe, type StepSurvey } from './survey';

const NESTS = { what: 'nests', endpoints: ['GET /nests'], needs: 'a boat' };

function stepWith(calls: Calls): { survey: StepSurvey<null> } {
  const probe = new Probe({ access: NESTS, look: () => Promise.resolve() });
  return { survey: { probes: [probe], calls: () => Promise.resolve(calls) } };
}

/** A meter that has seen calls which took so long. */
function meterOf(...tookMs: number[]): Meter {
  const meter = new Meter();
  const logger = meter.logger(silentLogger);
  for (const each of tookMs) logger.debug({ tookMs: each }, 'A call');
  logger.debug('Something else');
  return meter;
}

it('adds up the calls of all steps by bucket', async () => {
  const found = await takeSurvey(
    {
      steps: [
        stepWith({ nests: 3, shores: 0 }),
        {},
        stepWith({ nests: 1, gulls: 2 }),
      ],
      pace: { atOnce: 1 },
    },
    null,
    meterOf(100, 300),
  );

  expect(found).toMatchObject({ calls: 6, requests: 2, isAtLeast: false });
  expect(found.buckets).toEqual([
    { bucket: 'nests', calls: 4 },
    { bucket: 'gulls', calls: 2 },
  ]);
});

it.each([
  ['by the time of a call', 40, undefined, 4],
  ['within the first minute of a limit', 40, 40, 4],
  ['by the limit of the slowest bucket', 101, 50, 121],
])('tells how long it takes: %s', async (_how, calls, limit, seconds) => {
  const found = await takeSurvey(
    {
      steps: [stepWith({ nests: calls - 1, gulls: 1 })],
      pace: {
        atOnce: 2,
        callsPerMinute: (_client, bucket) =>
          bucket === 'nests' ? limit && limit - 1 : undefined,
      },
    },
    null,
    meterOf(200),
  );

  expect(found.seconds).toBeCloseTo(seconds, -1);
});

it('hands on what the user should know', async () => {
  const found = await takeSurvey(
    {
      steps: [],
      pace: { atOnce: 1 },
      hints: () => Promise.resolve(['Ask for more.']),
    },
    null,
    new Meter(),
  );

  expect(found.hints).toEqual(['Ask for more.']);
});
