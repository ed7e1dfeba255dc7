import { StepProgress } from './progress';

let now = 0;
let lines: string[];
let progress: StepProgress;

beforeEach(() => {
  now = 0;
  lines = [];
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  progress = new StepProgress({
    info: (line: unknown) => void lines.push(String(line)),
  });
});

describe('of what is read of many objects', () => {
  const factors = (waitMs?: number) =>
    progress.ofChildren({
      what: 'factors of users',
      total: 1000,
      waitMsFor: (calls) => waitMs && (waitMs * calls) / 1000,
    });

  test('tells at once how much there is to do, unless that is little', () => {
    factors();
    progress.ofChildren({ what: 'factors of admins', total: 10 });

    expect(lines).toEqual(['Reading factors of users: 0 of 1,000']);
  });

  test('tells every ten seconds how far it is, and how long the rest waits for limits', () => {
    const reading = factors(150_000);
    for (let call = 0; call < 200; call += 1) {
      now += 50;
      reading.advance();
    }

    expect(lines.slice(1)).toEqual([
      'Reading factors of users: 200 of 1,000, about 2 min left',
    ]);
  });

  test.each([
    [10, '17 min'],
    [100, '1 min 30 s'],
    [900, '5 s'],
  ])(
    'reckons by the calls so far, while no limit makes them wait (%i done)',
    (done, left) => {
      const reading = factors();
      for (let call = 1; call < done; call += 1) reading.advance();
      now = 10_000;
      reading.advance();

      expect(lines[1]).toBe(
        `Reading factors of users: ${done} of 1,000, about ${left} left`,
      );
    },
  );

  test('tells it also while calls wait for a limit', () => {
    jest.useFakeTimers();
    progress = new StepProgress({
      info: (line: unknown) => void lines.push(String(line)),
    });
    const ends = performance.now() + 60_000;
    const reading = progress.ofChildren({
      what: 'factors of users',
      total: 1000,
      waitMsFor: () => ends - performance.now(),
    });
    reading.advance();
    jest.advanceTimersByTime(30_000);
    progress.endChildren();
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();

    expect(lines.slice(1)).toEqual([
      'Reading factors of users: 1 of 1,000, about 50 s left',
      'Reading factors of users: 1 of 1,000, about 40 s left',
      'Reading factors of users: 1 of 1,000, about 30 s left',
    ]);
  });

  test('tells that of its lists, however long one of them takes', () => {
    factors().advance();
    const list = progress.ofList('factors of user 7');
    for (let record = 0; record < 300; record += 1) {
      now += 50;
      list.record();
    }
    progress.endChildren();
    now += 10_000;
    progress.ofList('policies').end();

    expect(lines.slice(1)).toEqual([
      'Reading factors of users: 1 of 1,000, about 167 min left',
      'Read 300 records of 1 list so far, now policies',
    ]);
  });
});

describe('of lists', () => {
  test('tells every ten seconds what was read, where nobody knows of how much', () => {
    const users = progress.ofList('users');
    for (let record = 0; record < 2500; record += 1) {
      now += 5;
      users.record();
    }
    now += 10_000;
    users.end();
    progress.ofList('members of group 7').record();

    expect(lines).toEqual([
      'Read 2,000 records of users so far',
      'Read 2,500 records of 1 list so far, now users',
    ]);
  });

  test('tells of how much, and how long the rest takes, where the provider says so', () => {
    const users = progress.ofList('users');
    for (let record = 0; record < 6000; record += 1) {
      now += 5;
      users.record(record === 0 ? 12_000 : undefined);
    }

    expect(lines).toEqual([
      'Reading users: 2,000 of 12,000, about 50 s left',
      'Reading users: 4,000 of 12,000, about 40 s left',
      'Reading users: 6,000 of 12,000, about 30 s left',
    ]);
  });

  test('does not believe a total that more were read than', () => {
    const users = progress.ofList('users');
    now += 10_000;
    users.record(1);

    expect(lines).toEqual(['Read 1 records of users so far']);
  });
});
