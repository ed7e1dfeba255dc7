import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { ApiError, type FailureKind } from '../http/failures';
import type { Checked, Records } from '../http/records';

import { type Child, Completeness } from './completeness';

type Item = { id: number };

async function* list(
  items: Checked<Item>[],
  failure?: FailureKind,
): Records<Item> {
  for (const item of items) yield await Promise.resolve(item);
  if (failure) {
    throw new ApiError({
      kind: failure,
      endpoint: 'GET https://idp.example/list',
      status: 400,
      reason: 'no',
    });
  }
}

const good: Checked<Item> = { ok: true, record: { id: 1 } };
const bad: Checked<Item> = {
  ok: false,
  rejection: { name: 'id 2', reason: 'wrong' },
};

function child(what: string): Child {
  return { what, isGone: () => Promise.resolve(true) };
}

function start() {
  const logger = createMockIntegrationLogger();
  const events = jest.spyOn(logger, 'publishWarnEvent');
  return {
    completeness: new Completeness(logger, () => Promise.resolve()),
    events,
  };
}

describe('a list that is gathered', () => {
  test('is whole when all of it was read', async () => {
    const { completeness } = start();
    expect(
      await completeness.gatherChild(list([good]), child('things')),
    ).toEqual({
      records: [{ id: 1 }],
      isWhole: true,
    });
    completeness.finish();
  });

  test('is not whole when a record was rejected, and the step fails', async () => {
    const { completeness } = start();
    expect(
      await completeness.gatherChild(list([bad, good]), child('things')),
    ).toEqual({ records: [{ id: 1 }], isWhole: false });
    expect(() => completeness.finish()).toThrow('1 record was skipped: id 2');
  });

  test('is not whole when it broke off, and keeps what came before', async () => {
    const { completeness } = start();
    const broken = list([good], 'unavailable');
    expect(await completeness.gatherChild(broken, child('things'))).toEqual({
      records: [{ id: 1 }],
      isWhole: false,
    });
    expect(() => completeness.finish()).toThrow('Missing: things');
  });

  test('is not whole when its object was deleted, which is no failure', async () => {
    const { completeness } = start();
    const gone = list([], 'missing');
    expect(await completeness.gatherChild(gone, child('things'))).toEqual({
      records: [],
      isWhole: false,
    });
    completeness.finish();
  });
});

describe('a feature', () => {
  async function read(failure: FailureKind, before: Checked<Item>[] = []) {
    const { completeness, events } = start();
    const items: Item[] = [];
    for await (const item of completeness.trackFeature(
      list(before, failure),
      'things',
    )) {
      items.push(item);
    }
    return { completeness, events, items };
  }

  test('that the tenant lacks is told once, and is no failure', async () => {
    const { completeness, events, items } = await read('feature');
    expect(items).toEqual([]);
    expect(events).toHaveBeenCalledTimes(1);
    completeness.finish();
  });

  test('is not lacking where a part of it came', async () => {
    const { completeness, items } = await read('feature', [good]);
    expect(items).toEqual([{ id: 1 }]);
    expect(() => completeness.finish()).toThrow('Missing: things');
  });

  test('that may not be read is a failure like any other', async () => {
    const { completeness } = await read('authorization');
    expect(() => completeness.finish()).toThrow('Missing: things');
  });
});
