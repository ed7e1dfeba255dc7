import { type Calls, Probe, type StepSurvey } from '../../collect/survey';

import { BUCKET, type Resource, type ScimClient } from './client';
import type { ListResponse } from './scimPaging';

/** A look at the first page of a kind of resources. */
export function pageProbe(resource: Resource) {
  return new Probe({
    access: resource.access,
    look: (client: ScimClient) => client.firstPage(resource),
    counted: (page) => page && { count: sizeOf(page) },
  });
}

/** Some services give no total, or that of the page. */
export function sizeOf({ items, totalResults = 0 }: ListResponse): number {
  return Math.max(items.length, totalResults);
}

/** For a step that lists the resources of such a page. */
export function pageSurvey(
  probe: ReturnType<typeof pageProbe>,
): StepSurvey<ScimClient> {
  return {
    probes: [probe],
    calls: async (survey) => callsOf(await probe.in(survey)),
  };
}

/** By index, pages share a record with the one before, and the page behind the last one is read. */
function callsOf(page: ListResponse | undefined): Calls {
  if (!page) return { [BUCKET]: 0 };
  const { items, nextCursor } = page;
  const further = Math.max(0, sizeOf(page) - items.length);
  if (nextCursor !== undefined) {
    return { [BUCKET]: 1 + Math.ceil(further / items.length) };
  }
  const isEmpty = items.length === 0;
  const perPage = Math.max(1, items.length - 1);
  return { [BUCKET]: 1 + Math.ceil(further / perPage) + (isEmpty ? 0 : 1) };
}
