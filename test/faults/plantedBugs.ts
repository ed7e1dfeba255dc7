import { ApiClient, type ListRequest } from '../../src/http/apiClient';
import { ApiError } from '../../src/http/failures';
import type { Records } from '../../src/http/records';

import type { FaultCase } from './faultCases';

type ReadList = (
  this: ApiClient,
  list: ListRequest<unknown>,
) => Records<unknown>;

/** The cases that suffice to find a bug. */
export function isOutage({ name }: FaultCase): boolean {
  return name.startsWith('500 always at the every call');
}

/** Plants a client that swallows an error and gives an empty list, for one test. */
export function swallowErrors(): void {
  const spy = jest.spyOn(ApiClient.prototype, 'records');
  const read: ReadList | undefined = spy.getMockImplementation();
  spy.mockImplementation(function (this: ApiClient, list) {
    return withoutErrors(read?.call(this, list));
  });
}

async function* withoutErrors(list?: Records<unknown>): Records<unknown> {
  try {
    if (list) yield* list;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
