import type { Access } from '../../collect/access';
import type { Survey } from '../../collect/survey';
import { type Counted, Probe, type StepSurvey } from '../../collect/survey';
import { idOf, type Records } from '../../http/records';

import {
  BUCKET,
  type FirstPage,
  type JumpCloudClient,
  type OrganizationList,
  type OrganizationListV2,
  PAGE,
} from './client';

/** A list that each organization has. */
export interface ListOfEach<T> {
  read: (client: JumpCloudClient, organizationId: string) => Records<T>;
  /** Its first page, asked for as `read` does. */
  look: (client: JumpCloudClient, organizationId: string) => Promise<FirstPage>;
}

export function listOfV1<T>(
  list: Omit<OrganizationList<T>, 'organizationId'>,
): ListOfEach<T> {
  return {
    read: (client, organizationId) =>
      client.listV1({ ...list, organizationId }),
    look: (client, organizationId) =>
      client.firstOfV1({ ...list, organizationId }),
  };
}

export function listOfV2<T>(
  list: Omit<OrganizationListV2<T>, 'organizationId'>,
): ListOfEach<T> {
  return {
    read: (client, organizationId) =>
      client.listV2({ ...list, organizationId }),
    look: (client, organizationId) =>
      client.firstOfV2({ ...list, organizationId }),
  };
}

/** So many organizations stand for all: a managed service provider may see hundreds. */
const MOST_SURVEYED = 2;

/** What a list showed in the organizations that were looked at, reckoned up to all of them. */
interface Found extends Counted {
  calls: number;
  /** One of the objects, to look at what belongs to it. */
  example?: { organizationId: string; id: string };
}

export type ListProbe = Probe<JumpCloudClient, Found>;

/** A look at a list of each organization. */
export function probeOf(
  access: Access,
  look: ListOfEach<unknown>['look'],
): ListProbe {
  return new Probe({
    access,
    look: async (client: JumpCloudClient) => {
      const ids = await organizationIds(client);
      const surveyed = ids.slice(0, MOST_SURVEYED);
      const share = ids.length / surveyed.length;
      const found: Found = { count: 0, calls: 0 };
      for (const organizationId of surveyed) {
        const page = await look(client, organizationId);
        found.count += (page.total ?? page.rows.length) * share;
        found.calls += callsOf(page) * share;
        found.isAtLeast ||=
          page.total === undefined && page.rows.length >= PAGE;
        const id = idOf(page.rows[0]);
        if (id !== undefined) {
          found.example ??= { organizationId, id: String(id) };
        }
      }
      return { ...found, count: Math.round(found.count) };
    },
    counted: (found) => found,
  });
}

async function organizationIds(client: JumpCloudClient): Promise<string[]> {
  const ids: string[] = [];
  for await (const each of client.organizations()) {
    if (each.ok) ids.push(each.record.id);
  }
  return ids;
}

/** Pages overlap by one record; where no total is told, the page behind the last one is read. */
function callsOf({ rows, total }: FirstPage): number {
  if (rows.length === 0) return 1;
  const size = total ?? rows.length;
  const further = Math.ceil(Math.max(0, size - PAGE) / (PAGE - 1));
  return 1 + further + (total === undefined ? 1 : 0);
}

/** For a step that reads such a list. */
export function listSurvey(probe: ListProbe): StepSurvey<JumpCloudClient> {
  return {
    probes: [probe],
    calls: async (survey) => ({
      [BUCKET]: Math.round((await probe.in(survey))?.calls ?? 0),
    }),
  };
}

type LookAtChild = (
  client: JumpCloudClient,
  parent: { organizationId: string; id: string },
) => Promise<FirstPage>;

/**
 * For a step that reads a list of each object: one object stands for all.
 *
 * @param parents chosen by what was found of each kind of object
 */
export function childrenSurvey(
  access: Access,
  parents: (
    survey: Survey<JumpCloudClient>,
  ) => Promise<{ found: Found; look: LookAtChild } | undefined>,
): StepSurvey<JumpCloudClient> {
  const probe = new Probe({
    access,
    look: async (client: JumpCloudClient, survey) => {
      const { found, look } = (await parents(survey)) ?? {};
      if (!found?.example || !look) return 0;
      return callsOf(await look(client, found.example)) * found.count;
    },
  });
  return {
    probes: [probe],
    calls: async (survey) => ({ [BUCKET]: (await probe.in(survey)) ?? 0 }),
  };
}
