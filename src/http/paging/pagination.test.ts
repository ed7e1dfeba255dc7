import { Headers } from 'node-fetch';

import {
  type ProcessEvents,
  watchProcess,
} from '../../../test/support/processEvents';

import { ApiError, type Failure } from '../failures';
import {
  type Page,
  PageFormatError,
  type PageRequest,
  type PageSource,
} from './page';
import { type PageContent, paginate, type PagingDialect } from './pagination';

/** Pages as the server of a test has them, by position. */
type Answers = (
  position: number,
  pageSize: number,
) => PageContent<number> | ApiError;

let events: ProcessEvents;

beforeEach(() => {
  events = watchProcess();
});

afterEach(async () => {
  await events.stop();
});

function failure(facts: Partial<Failure> = {}): ApiError {
  return new ApiError({
    kind: 'request',
    endpoint: 'GET https://idp.example/list',
    status: 400,
    reason: 'refused',
    ...facts,
  });
}

/** Keeps the answer for one position waiting. */
interface Delay {
  position: number;
  until: Promise<void>;
}

/** A dialect whose positions and pages are what the test says. */
function list(
  answers: Answers,
  { delay, ...rules }: Partial<PagingDialect<number>> & { delay?: Delay } = {},
) {
  const asked: number[] = [];
  const sizes: number[] = [];
  const requests: PageRequest[] = [];
  const dialect: PagingDialect<number> = {
    first: 0,
    pageSize: 100,
    request: (position, pageSize) => ({ query: { position, pageSize } }),
    read: ({ body }) => body as PageContent<number>,
    ...rules,
  };
  const source: PageSource = {
    endpoint: 'GET https://idp.example/list',
    keep: (items) => items,
    fetch: async (request) => {
      const { position = 0, pageSize = 0 } = request.query ?? {};
      requests.push(request);
      asked.push(Number(position));
      sizes.push(Number(pageSize));
      if (position === delay?.position) await delay.until;
      const answer = answers(Number(position), Number(pageSize));
      if (answer instanceof Error) throw answer;
      return { body: answer, headers: new Headers() };
    },
  };
  return { asked, sizes, requests, pages: () => paginate(dialect)(source) };
}

async function read(pages: AsyncGenerator<Page>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** A list of this many pages with two items each. */
function pagesOf(count: number): Answers {
  return (position) => ({
    items: [`${position}a`, `${position}b`],
    next: position + 1 < count ? position + 1 : undefined,
  });
}

/** A promise that is settled from outside. */
function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('a list', () => {
  test('is read page by page to its end', async () => {
    const { asked, pages } = list(pagesOf(3));

    expect(await read(pages())).toEqual(['0a', '0b', '1a', '1b', '2a', '2b']);
    expect(asked).toEqual([0, 1, 2]);
  });

  test('may have empty pages anywhere', async () => {
    const { pages } = list((position) => ({
      items: position % 2 ? [position] : [],
      next: position < 6 ? position + 1 : undefined,
    }));

    expect(await read(pages())).toEqual([1, 3, 5]);
  });

  test('hands on no empty page', async () => {
    const { pages } = list((position) => ({
      items: [],
      next: position < 3 ? position + 1 : undefined,
    }));

    expect(await pages().next()).toMatchObject({ done: true });
  });

  test('may have pages that differ in their last record only', async () => {
    const { pages } = list((position) => ({
      items: ['same', 'same', position],
      next: position < 2 ? position + 1 : undefined,
    }));

    expect(await read(pages())).toHaveLength(9);
  });

  test('may be empty', async () => {
    expect(await read(list(() => ({ items: [] })).pages())).toEqual([]);
  });
});

describe('the page ahead', () => {
  test('is on its way while the current one is worked on, and only that', async () => {
    const { asked, pages } = list(pagesOf(5));
    const reading = pages();

    await reading.next();
    await events.settle();
    expect(asked).toEqual([0, 1]);

    await reading.next();
    await events.settle();
    expect(asked).toEqual([0, 1, 2]);
  });

  test('does not keep the current one waiting', async () => {
    const slow = deferred();
    const { pages } = list(pagesOf(2), {
      delay: { position: 1, until: slow.promise },
    });
    const reading = pages();

    expect(await reading.next()).toEqual({ done: false, value: ['0a', '0b'] });
    slow.resolve();
    expect(await reading.next()).toEqual({ done: false, value: ['1a', '1b'] });
  });

  test('fails only after the current one was handed over', async () => {
    const { pages } = list((position) =>
      position === 0 ? { items: ['first'], next: 1 } : failure(),
    );
    const reading = pages();

    expect(await reading.next()).toEqual({ done: false, value: ['first'] });
    await events.settle();
    await expect(reading.next()).rejects.toThrow('refused');
  });

  test('may fail unheard where the reader stops early', async () => {
    const { asked, pages } = list((position) =>
      position === 0 ? { items: ['first'], next: 1 } : failure(),
    );
    for await (const page of pages()) {
      expect(page).toEqual(['first']);
      break;
    }
    await events.settle();

    expect(asked).toEqual([0, 1]);
    expect(events.unhandledRejections).toEqual([]);
  });
});

describe('a list that cannot be right', () => {
  test('gives the same page twice', async () => {
    const { pages } = list((position) => ({
      items: position === 3 ? ['1a', '1b'] : [`${position}a`, `${position}b`],
      next: position + 1,
    }));

    await expect(read(pages())).rejects.toMatchObject({
      kind: 'answer',
      endpoint: 'GET https://idp.example/list',
      message: expect.stringContaining('the same page twice') as string,
    });
  });

  test('names the same next page twice', async () => {
    const { pages } = list((position) => ({
      items: [Math.random()],
      next: position < 3 ? position + 1 : 2,
    }));

    await expect(read(pages())).rejects.toThrow('the same next page twice');
  });

  test('names the first page as the next one, where that is full', async () => {
    const { asked, pages } = list(() => ({ items: ['a'], next: 0 }), {
      mayEndAtItself: true,
    });

    await expect(read(pages())).rejects.toThrow('the same next page twice');
    expect(asked).toEqual([0, 0, 0]);
  });

  test('holds two records of one id that differ in one answer', async () => {
    const { pages } = list(() => ({
      items: [
        { id: 'r1', name: 'one' },
        { id: 'r1', name: 'two' },
        { id: 'r2' },
      ],
    }));

    await expect(read(pages())).rejects.toThrow(
      'different records with the id r1',
    );
  });

  test('has a record that is nested too deeply', async () => {
    let record: unknown = 0;
    for (let depth = 0; depth < 20_000; depth += 1) record = [record];
    const { pages } = list(() => ({ items: [record] }));

    await expect(read(pages())).rejects.toMatchObject({
      kind: 'answer',
      message: expect.stringContaining('nested too deeply') as string,
    });
  });

  test('never ends', async () => {
    const { pages } = list((position) => ({ items: [], next: position + 1 }));

    await expect(read(pages())).rejects.toThrow(
      'the list does not end after 100000 pages',
    );
  });

  test('holds something that is no page', async () => {
    const { pages } = list(pagesOf(3), {
      read: () => {
        throw new PageFormatError('the answer is not a page: it is a teapot');
      },
    });

    await expect(read(pages())).rejects.toMatchObject({
      kind: 'answer',
      status: 200,
      message: expect.stringContaining('it is a teapot') as string,
    });
  });

  test('fails by a mistake of our own, which no dialect is asked about', async () => {
    const isStale = jest.fn(() => true);
    const { pages } = list(
      () => {
        throw new TypeError('not a function');
      },
      { isStale },
    );

    await expect(read(pages())).rejects.toThrow(TypeError);
    expect(isStale).not.toHaveBeenCalled();
  });

  test('has a mistake of our own in it, which is passed on as it is', async () => {
    const { pages } = list(pagesOf(3), {
      read: () => {
        throw new TypeError('not a function');
      },
    });

    await expect(read(pages())).rejects.toThrow(TypeError);
  });
});

describe('the next page of the last page is the page itself', () => {
  const rules = { mayEndAtItself: true };
  const pagesThatRepeat: Answers = (position) => ({
    items: position < 2 ? [`${position}a`, `${position}b`] : [],
    next: Math.min(position + 1, 2),
  });

  test('which is empty: the end', async () => {
    const { asked, pages } = list(pagesThatRepeat, rules);

    expect(await read(pages())).toEqual(['0a', '0b', '1a', '1b']);
    expect(asked).toEqual([0, 1, 2]);
  });

  test('which is shorter than those before: the end, and it is handed on', async () => {
    const { pages } = list(
      (position) => ({
        items: position < 1 ? ['a', 'b'] : ['c'],
        next: 1,
      }),
      rules,
    );

    expect(await read(pages())).toEqual(['a', 'b', 'c']);
  });

  test('which is the only one: it is read again in smaller pages, to see its end', async () => {
    const all = ['a', 'b', 'c'];
    const { sizes, pages } = list((position, pageSize) => {
      const items = all.slice(position, position + pageSize);
      const end = position + items.length;
      return { items, next: end < all.length ? end : position };
    }, rules);

    expect(new Set(await read(pages()))).toEqual(new Set(all));
    expect(sizes).toEqual([100, 2, 2]);
  });

  test('which is as full as those before: nothing tells that this is the end', async () => {
    const { pages } = list(
      (position) => ({
        items: [`${position}a`, `${position}b`],
        next: Math.min(position + 1, 3),
      }),
      rules,
    );

    await expect(read(pages())).rejects.toThrow('the same next page twice');
  });
});

describe('a list that changes while it is read', () => {
  test('is read again from its beginning when a cursor is no longer good', async () => {
    let failures = 1;
    const stale = failure({ providerCode: 'expiredCursor' });
    const { asked, pages } = list(
      (position) =>
        position === 2 && failures-- > 0 ? stale : pagesOf(3)(position, 100),
      { isStale: ({ providerCode }) => providerCode === 'expiredCursor' },
    );

    expect(new Set(await read(pages()))).toEqual(
      new Set(['0a', '0b', '1a', '1b', '2a', '2b']),
    );
    expect(asked).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test('is given up when cursors are no longer good each time', async () => {
    const stale = failure({ providerCode: 'expiredCursor' });
    const { asked, pages } = list(
      (position) => (position === 1 ? stale : pagesOf(3)(position, 100)),
      { isStale: () => true },
    );

    await expect(read(pages())).rejects.toBe(stale);
    expect(asked).toEqual([0, 1, 0, 1, 0, 1]);
  });
});

describe('pages that are too large', () => {
  const tooLarge = failure({ status: 413 });
  const isTooLarge = ({ status }: ApiError) => status === 413;

  test('are asked for in half the size, and in full size ever more seldom', async () => {
    const { asked, sizes, pages } = list(
      (position, pageSize) =>
        pageSize > 30 ? tooLarge : pagesOf(15)(position, pageSize),
      { isTooLarge },
    );

    expect(await read(pages())).toHaveLength(30);
    expect(asked.slice(0, 6)).toEqual([0, 0, 0, 1, 1, 2]);
    expect(sizes).toEqual([
      ...[100, 50, 25],
      ...[100, 25],
      ...Array.from({ length: 10 }, () => 25),
      ...[100, 25],
      ...[25, 25],
    ]);
  });

  test('and were so in an outage only, are soon asked for in full size', async () => {
    let failures = 2;
    const { sizes, pages } = list(
      (position, pageSize) =>
        failures-- > 0 ? tooLarge : pagesOf(3)(position, pageSize),
      { isTooLarge },
    );

    expect(await read(pages())).toHaveLength(6);
    expect(sizes).toEqual([100, 50, 25, 100, 100]);
  });

  test('or too slow are asked for in the smallest size', async () => {
    const { sizes, pages } = list((position, pageSize) =>
      pageSize > 10
        ? failure({ kind: 'unavailable', status: 'TIMEOUT' })
        : pagesOf(1)(position, pageSize),
    );

    expect(await read(pages())).toEqual(['0a', '0b']);
    expect(sizes).toEqual([100, 10]);
  });

  test('are asked for in half the size when the body is larger than allowed', async () => {
    const { sizes, pages } = list((position, pageSize) =>
      pageSize > 60
        ? failure({ kind: 'answer', status: 'TOO_LARGE' })
        : pagesOf(1)(position, pageSize),
    );

    expect(await read(pages())).toEqual(['0a', '0b']);
    expect(sizes).toEqual([100, 50]);
  });

  test.each([
    [undefined, [100, 50, 25, 12, 10]],
    [40, [100, 50, 40]],
  ])(
    'are given up at the smallest size (%s)',
    async (smallestPage, expected) => {
      const { sizes, pages } = list(() => tooLarge, {
        isTooLarge,
        smallestPage,
      });

      await expect(read(pages())).rejects.toBe(tooLarge);
      expect(sizes).toEqual(expected);
    },
  );

  test('tell the caller that trying the same again would be in vain', async () => {
    const { requests, pages } = list(pagesOf(1), { isTooLarge });
    await read(pages());

    expect(requests[0]?.isTooLarge?.(tooLarge)).toBe(true);
    expect(requests[0]?.isTooLarge?.(failure())).toBe(false);
  });

  test('say nothing of that where they are as small as can be', async () => {
    const { requests, pages } = list(pagesOf(1), { isTooLarge, pageSize: 10 });
    await read(pages());

    expect(requests[0]?.isTooLarge).toBeUndefined();
  });
});
