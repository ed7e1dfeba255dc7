import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { ApiError, type Failure } from '../http/failures';
import type { Checked, Records } from '../http/records';

import { type Child, Completeness } from './completeness';

function failure(kind: Failure['kind'], facts: Partial<Failure> = {}) {
  return new ApiError({
    kind,
    endpoint: 'GET https://idp.example/users',
    status: 403,
    reason: `the reason for ${kind}`,
    ...facts,
  });
}

/** A list of these texts; `!` before one makes it a rejected record. An error ends it. */
async function* list(...items: (string | Error)[]): Records<string> {
  for (const item of items) {
    if (item instanceof Error) throw item;
    yield await Promise.resolve(
      item.startsWith('!')
        ? { ok: false, rejection: { name: item.slice(1), reason: 'wrong' } }
        : { ok: true, record: item },
    );
  }
}

async function collect(items: AsyncGenerator<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const refuse = () => Promise.reject(failure('authentication'));

/** A child whose object is gone. */
function deleted(what: string): Child {
  return { what, isGone: () => Promise.resolve(true) };
}

/** A child whose object is still there. */
function there(what: string): Child {
  return { what, isGone: () => Promise.resolve(false) };
}

function start(proveCredential: () => Promise<void> = refuse) {
  const logger = createMockIntegrationLogger();
  return {
    completeness: new Completeness(logger, proveCredential),
    warn: jest.spyOn(logger, 'warn'),
    info: jest.spyOn(logger, 'info'),
    events: jest.spyOn(logger, 'publishWarnEvent'),
  };
}

/** What `finish` throws. */
function thrown(completeness: Completeness): Error {
  try {
    completeness.finish();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the step did not fail');
}

test('a step that read everything ends well', async () => {
  const { completeness, warn, events } = start();

  expect(await collect(completeness.track(list('a', 'b'), 'users'))).toEqual([
    'a',
    'b',
  ]);
  expect(
    await completeness.attempt(() => Promise.resolve(7), 'the account'),
  ).toBe(7);
  expect(() => completeness.finish()).not.toThrow();
  expect(warn).not.toHaveBeenCalled();
  expect(events).not.toHaveBeenCalled();
});

describe('a list that cannot be read to its end', () => {
  test('gives what could be read, and makes the step fail', async () => {
    const { completeness, warn } = start();
    const error = failure('unavailable', { status: 503 });

    expect(
      await collect(completeness.track(list('a', 'b', error), 'users')),
    ).toEqual(['a', 'b']);

    const { message } = thrown(completeness);
    expect(message).toContain('GET https://idp.example/users');
    expect(message).toContain('503');
    expect(message).toContain('the reason for unavailable');
    expect(message).toContain('Missing: users');
    expect(message).toContain('What could be read is stored');
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('Could not read users:'),
    );
  });

  test.each<[Failure['kind'], string]>([
    ['authorization', 'IntegrationProviderAuthorizationError'],
    ['authentication', 'IntegrationProviderAuthorizationError'],
    ['unavailable', 'IntegrationProviderRetriesExceededError'],
    ['missing', 'IntegrationProviderAPIError'],
    ['request', 'IntegrationProviderAPIError'],
    ['answer', 'IntegrationProviderAPIError'],
    ['feature', 'IntegrationProviderAPIError'],
  ])(
    'for %s fails with exactly the class of the SDK: %s, which stops no other step',
    async (kind, className) => {
      const { completeness } = start();
      await collect(completeness.track(list(failure(kind)), 'users'));

      const error = thrown(completeness);

      expect(error.constructor.name).toBe(className);
      expect(error).not.toMatchObject({ fatal: true });
    },
  );

  test('for several reasons fails with the general class, and names them all', async () => {
    const { completeness } = start();
    await collect(completeness.track(list(failure('authorization')), 'users'));
    await completeness.attempt(
      () => Promise.reject(failure('unavailable', { status: 'TIMEOUT' })),
      'the account',
    );

    const error = thrown(completeness);

    expect(error.constructor.name).toBe('IntegrationProviderAPIError');
    expect(error.message).toContain('Missing: users');
    expect(error.message).toContain('the account (');
    expect(error.message).toContain('TIMEOUT');
  });

  test('of many names some, and counts the rest', async () => {
    const { completeness } = start();
    for (let group = 1; group <= 9; group += 1) {
      await collect(
        completeness.track(list(failure('unavailable')), `members of ${group}`),
      );
    }

    const { message } = thrown(completeness);

    expect(message).toContain('members of 1');
    expect(message).toContain('members of 6');
    expect(message).not.toContain('members of 7');
    expect(message).toContain('and 3 more');
  });

  test('of very many gaps as many as of few, whatever made the hundredth', async () => {
    const { completeness } = start();
    for (let group = 1; group <= 120; group += 1) {
      completeness.doubt(`group ${group}`, 'it lists nobody');
    }
    await completeness.attempt(
      () => Promise.reject(failure('missing')),
      'the account',
    );

    const { message } = thrown(completeness);

    expect(message).not.toContain('the account');
    expect(message).toContain('and 115 more');
  });
});

describe('a missing permission', () => {
  test('is named, and told by a warning event, once', async () => {
    const { completeness, events } = start();
    for (const what of ['users', 'groups']) {
      await collect(
        completeness.track(
          list(
            failure('authorization', {
              reason: 'the credential lacks a permission; it needs users:read',
            }),
          ),
          what,
        ),
      );
    }

    expect(thrown(completeness).message).toContain('it needs users:read');
    expect(events.mock.calls).toEqual([
      [
        {
          name: 'warn_missing_permission',
          description: expect.stringMatching(
            /^Could not read users, groups: .*it needs users:read/,
          ) as string,
        },
      ],
    ]);
  });

  test('is not what other failures are', async () => {
    const { completeness, events } = start();
    await collect(completeness.track(list(failure('unavailable')), 'users'));

    thrown(completeness);

    expect(events).not.toHaveBeenCalled();
  });
});

describe('a rejected record', () => {
  test('is skipped, and makes the step fail', async () => {
    const { completeness, warn } = start();

    expect(
      await collect(
        completeness.track(list('a', '!id 2', 'b', '!id 4'), 'users'),
      ),
    ).toEqual(['a', 'b']);

    const error = thrown(completeness);
    expect(error.constructor.name).toBe('IntegrationProviderAPIError');
    expect(error.message).toContain(
      '2 records were skipped: id 2 (wrong), id 4 (wrong)',
    );
    expect(warn).toHaveBeenCalledWith('Skipped a record of users, id 2: wrong');
  });

  test('is named beside what could not be read', async () => {
    const { completeness } = start();
    await collect(
      completeness.track(list('!id 2', failure('unavailable')), 'users'),
    );

    const error = thrown(completeness);

    expect(error.constructor.name).toBe('IntegrationProviderAPIError');
    expect(error.message).toContain('Missing: users; 1 record was skipped');
  });

  test('is not mentioned where there is none', async () => {
    const { completeness } = start();
    await collect(completeness.track(list(failure('unavailable')), 'users'));

    expect(thrown(completeness).message).not.toContain('skipped');
  });

  test('is no matter of permission, although one is missing as well', async () => {
    const { completeness } = start();
    await collect(
      completeness.track(list('!id 2', failure('authorization')), 'users'),
    );

    expect(thrown(completeness).constructor.name).toBe(
      'IntegrationProviderAPIError',
    );
  });

  test('is named as what the provider gave, with nothing before it', async () => {
    const { completeness } = start();
    await collect(completeness.track(list('!id 2'), 'users'));

    expect(thrown(completeness).message).toMatch(
      /the provider.*200 1 record was skipped: id 2 \(wrong\)\. What could/,
    );
  });

  test('is named with all others where they are few', async () => {
    const { completeness } = start();
    const rejected = Array.from({ length: 5 }, (_, index) => `!id ${index}`);
    await collect(completeness.track(list(...rejected), 'users'));

    expect(thrown(completeness).message).toContain('id 4 (wrong). What could');
  });

  test('is one of a few that are named, of many', async () => {
    const { completeness } = start();
    const rejected = Array.from({ length: 100 }, (_, index) => `!id ${index}`);
    await collect(completeness.track(list(...rejected), 'users'));

    expect(thrown(completeness).message).toContain('id 4 (wrong) and 95 more');
  });
});

describe('an object that was deleted meanwhile', () => {
  test('is no gap in a list of children', async () => {
    const { completeness, info } = start();
    const gone = failure('missing', { status: 404 });

    expect(
      await collect(
        completeness.trackChild(list(gone), deleted('members of 7')),
      ),
    ).toEqual([]);
    expect(
      await completeness.attemptChild(
        () => Promise.reject(gone),
        deleted('group 7'),
      ),
    ).toBeUndefined();
    await collect(completeness.trackChild(list(), deleted('members of 8')));

    expect(() => completeness.finish()).not.toThrow();
    expect(info).toHaveBeenCalledWith(
      'Skipped members of 7: it was deleted meanwhile',
    );
  });

  test.each([
    [
      'list',
      (completeness: Completeness, records: Records<string>, child: Child) =>
        collect(completeness.trackChild(records, child)),
    ],
    [
      'list that is of use only as a whole',
      (completeness: Completeness, records: Records<string>, child: Child) =>
        completeness.gatherChild(records, child),
    ],
  ])('is not where the object is still there: %s', async (_what, read) => {
    const { completeness } = start();
    const gone = failure('missing', { status: 404 });
    await read(completeness, list(gone), deleted('members of 7'));
    await read(completeness, list(gone), there('members of 8'));

    expect(thrown(completeness).message).toContain('Missing: members of 8.');
  });

  test('is not believed where the question whether it is fails', async () => {
    const { completeness } = start();
    await collect(
      completeness.trackChild(list(failure('missing')), {
        what: 'members of 7',
        isGone: () => Promise.reject(failure('authorization')),
      }),
    );

    expect(thrown(completeness).message).toContain('Missing: members of 7');
  });

  test('is a gap elsewhere', async () => {
    const { completeness } = start();
    const gone = failure('missing', { status: 404 });

    await collect(completeness.track(list(gone), 'users'));
    await completeness.attempt(() => Promise.reject(gone), 'the account');

    expect(thrown(completeness).message).toContain('the account');
  });

  test('is not what a refused child is', async () => {
    const { completeness } = start();
    await collect(
      completeness.trackChild(
        list(failure('authorization')),
        deleted('members of 7'),
      ),
    );

    expect(thrown(completeness).message).toContain('Missing: members of 7');
  });
});

describe('a feature that a tenant does not have', () => {
  test('is no gap, but told by a warning event', async () => {
    const { completeness, events } = start();

    expect(
      await collect(
        completeness.trackFeature(list(failure('feature')), 'devices'),
      ),
    ).toEqual([]);

    expect(() => completeness.finish()).not.toThrow();
    expect(events).toHaveBeenCalledWith({
      name: 'warn_missing_permission',
      description: expect.stringContaining(
        'There are no devices to read: ',
      ) as string,
    });
  });

  test('is a failure where a part of it was read before', async () => {
    const { completeness } = start();
    await collect(
      completeness.trackFeature(list('a', failure('feature')), 'devices'),
    );

    expect(thrown(completeness).message).toContain('Missing: devices');
  });

  test('is not what a list that is not found is', async () => {
    const { completeness } = start();
    await collect(
      completeness.trackFeature(list(failure('missing')), 'devices'),
    );

    expect(thrown(completeness).message).toContain('Missing: devices');
  });

  test('is not what any other failure is', async () => {
    const { completeness } = start();

    await collect(
      completeness.trackFeature(list('a', failure('unavailable')), 'devices'),
    );

    expect(thrown(completeness).message).toContain('Missing: devices');
  });
});

describe('when there is no hope', () => {
  test('nothing more is read with a refused credential', async () => {
    const { completeness } = start();
    await collect(completeness.track(list(failure('authentication')), 'users'));
    await completeness.attempt(
      () => Promise.reject(failure('unavailable')),
      'the account',
    );
    const call = jest.fn();

    expect(await completeness.attempt(call, 'groups')).toBeUndefined();
    expect(await collect(completeness.track(list('a'), 'apps'))).toEqual([]);
    expect(
      await completeness.gatherChild(list('a'), deleted('things')),
    ).toEqual({
      records: [],
      isWhole: false,
    });

    expect(call).not.toHaveBeenCalled();
    expect(thrown(completeness).message).toContain(
      '4 further reads were not tried',
    );
  });

  test('nothing more is read although another failure came after the refusal', async () => {
    const { completeness } = start();
    await Promise.all(
      (['authentication', 'unavailable'] as const).map((kind) =>
        collect(completeness.trackChild(list(failure(kind)), deleted(kind))),
      ),
    );
    const call = jest.fn();

    await completeness.attemptChild(call, deleted('groups'));

    expect(call).not.toHaveBeenCalled();
  });

  test('all else is read where the credential turns out to be good', async () => {
    const prove = jest.fn(() => Promise.resolve());
    const { completeness } = start(prove);
    await collect(
      completeness.trackChild(list(failure('authentication')), there('one')),
    );

    expect(await collect(completeness.track(list('a'), 'users'))).toEqual([
      'a',
    ]);
    expect(prove).toHaveBeenCalledTimes(1);
    expect(thrown(completeness).message).toContain('Missing: one');
  });

  test('refusals of single objects do not end the reading, however many', async () => {
    const { completeness } = start();
    const calls = jest.fn(() => Promise.reject(failure('authorization')));
    for (let index = 0; index < 300; index += 1) {
      await completeness.attemptChild(calls, there(`group ${index}`));
    }

    expect(calls).toHaveBeenCalledTimes(300);
    expect(thrown(completeness).message).toContain('group 1');
  });

  test('nothing more is read after ten failures in a row', async () => {
    const { completeness } = start();
    const calls = jest.fn(() => Promise.reject(failure('unavailable')));
    for (let index = 0; index < 25; index += 1) {
      await completeness.attemptChild(calls, deleted(`group ${index}`));
    }

    expect(calls).toHaveBeenCalledTimes(10);
    expect(thrown(completeness).message).toContain(
      '15 further reads were not tried',
    );
  });

  test.each([
    [
      'a call',
      (completeness: Completeness) =>
        completeness.attempt(() => Promise.resolve(1), 'one'),
    ],
    [
      'a list',
      (completeness: Completeness) =>
        collect(completeness.track(list('a'), 'one')),
    ],
  ])('is not so where %s succeeds in between', async (_what, succeed) => {
    const { completeness } = start();
    const calls = jest.fn(() => Promise.reject(failure('unavailable')));
    for (let index = 0; index < 25; index += 1) {
      if (index % 9 === 8) await succeed(completeness);
      await completeness.attemptChild(calls, deleted(`group ${index}`));
    }

    expect(calls).toHaveBeenCalledTimes(25);
  });
});

test('a failure that is none of the provider passes through', async () => {
  const { completeness, warn } = start();
  const mistake = new TypeError('not a function');

  await expect(
    collect(completeness.track(list('a', mistake), 'users')),
  ).rejects.toBe(mistake);
  await expect(
    completeness.attempt(() => Promise.reject(mistake), 'users'),
  ).rejects.toBe(mistake);
  await expect(
    collect(completeness.trackFeature(list(mistake), 'users')),
  ).rejects.toBe(mistake);
  expect(warn).not.toHaveBeenCalled();
});

test('a reader may leave a list early', async () => {
  const { completeness } = start();
  const left = jest.fn();
  async function* endless(): Records<string> {
    try {
      for (;;) yield await Promise.resolve({ ok: true, record: 'a' });
    } finally {
      left();
    }
  }
  for await (const item of completeness.track(endless(), 'users')) {
    expect(item).toBe('a');
    break;
  }

  expect(left).toHaveBeenCalledTimes(1);
  expect(() => completeness.finish()).not.toThrow();
});

describe('values that were let go', () => {
  async function* users(
    count: number,
    odd: (index: number) => readonly string[] | undefined,
  ): Records<string> {
    for (let index = 0; index < count; index += 1) {
      const letGo = odd(index);
      const record = String(index);
      yield await Promise.resolve({
        ok: true,
        record,
        ...(letGo && { letGo }),
      });
    }
  }

  test('are counted by field, and told once', async () => {
    const { completeness, warn } = start();
    const odd = (index: number) => (index < 3 ? ['title'] : undefined);
    await collect(completeness.track(users(10, odd), 'users'));

    expect(() => completeness.finish()).not.toThrow();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('title (3 of 10)'),
    );
  });

  test.each([
    ['status', 1, true],
    ['profile.managerId', 1, true],
    ['status', 0.5, false],
    ['title', 10, false],
  ])(
    'of the field %s in %d of 10 records fail the step: %s',
    async (field, share, isFailure) => {
      const { completeness } = start();
      const odd = (index: number) => (index < share * 2 ? [field] : undefined);
      await collect(completeness.track(users(20, odd), 'users'));

      const outcome = await Promise.resolve()
        .then(() => completeness.finish())
        .catch(String);
      expect(outcome ?? 'whole').toContain(
        isFailure ? `the field ${field} is of another type` : 'whole',
      );
    },
  );
});

test('an element of a list within a record is reported like a record', () => {
  const { completeness } = start();
  const elements: Checked<string>[] = [
    { ok: true, record: 'a' },
    { ok: false, rejection: { name: 'record 2', reason: 'no object' } },
    { ok: true, record: 'c' },
  ];

  expect([...completeness.elements(elements, 'users of device 7')]).toEqual([
    'a',
    'c',
  ]);
  expect(thrown(completeness).message).toContain('record 2');
});

test('a record of which an essential field was let go is handed on, and is missing in part', async () => {
  const { completeness } = start();
  async function* rules(): Records<string> {
    const defect = { name: 'id 7', reason: 'groups: of another type' };
    yield await Promise.resolve({ ok: true, record: 'a', defect });
  }

  expect(await collect(completeness.track(rules(), 'rules'))).toEqual(['a']);
  expect(completeness.isWhole).toBe(false);
  expect(() => completeness.finish()).toThrow('id 7 (groups: of another type');
});
