import { z } from 'zod';

import { inBatches } from '../../collect/batches';
import type { ProviderStep } from '../../collect/provider';
import {
  type Counted,
  pagesOf,
  Probe,
  sample,
  type StepSurvey,
} from '../../collect/survey';
import { toEntity } from '../../graph/entities';
import type { ListRequest } from '../../http/apiClient';
import { tokenPaging } from '../../http/paging/token';
import { ApiError } from '../../http/failures';
import { type Records, unlessRefused } from '../../http/records';
import { count } from '../../wire/fields';

import { accountAdder, accountHas } from './account';
import type { SysdigClient } from './client';
import { DEFAULT_PIPELINE_DAYS } from './config';
import { isBadRequest, isMissing, isRefusal } from './fallback';
import { timeOf } from './fields';
import { IMAGE_SCAN, shortHash, toImageScan } from './imageScan';
import { legacyPaging } from './legacyPaging';
import { byImage } from './olderScans';
import { READS_SCANS, scansAccess } from './permissions';
import { OlderScan, type Scan, scanOf } from './scanRecords';
import {
  OLDER_RESULTS,
  resultsPath,
  type ScanKind,
  type ScanVersion,
} from './scanSource';

/** Scans that are added at once. */
const BATCH = 250;

/** The largest page of scan results. */
const RESULTS_LIMIT = 1000;

/** A cursor may be refused when it became too old: the list is then read again. */
const resultPaging = tokenPaging({
  limit: RESULTS_LIMIT,
  items: 'data',
  tokenParameter: 'cursor',
  next: 'page.next',
  isStale: isBadRequest,
});

/** Hosts are scanned at runtime as well; they are no images. */
const NO_HOSTS = 'asset.type != "host"';

/**
 * The scan results of one kind (`GET /secure/vulnerability/v1/{kind}-results`, else `v1beta1`). On
 * a tenant whose results are all in the older scanner, which knows no kinds, the first kind that is
 * asked for gives them all, and the others give none.
 */
async function* listScans(client: SysdigClient, kind: ScanKind): Records<Scan> {
  let refusal = yield* unlessRefused(results(client, kind, 'v1'), isRefusal);
  if (refusal && isMissing(refusal)) {
    refusal = yield* unlessRefused(results(client, kind, 'v1beta1'), isRefusal);
  }
  if (!refusal) return;
  const { scanSource } = client;
  if ((await scanSource.place()) !== 'older') {
    throw await scanSource.missingError(kind, refusal);
  }
  if (scanSource.takeOlderResults()) yield* byImage(olderResults(client));
}

function results(
  client: SysdigClient,
  kind: ScanKind,
  version: ScanVersion,
): Records<Scan> {
  const list: ListRequest<Scan> = {
    path: resultsPath(kind, version),
    bucket: `${kind} results`,
    permission: scansAccess(kind).needs,
    paging: resultPaging,
    record: scanOf(kind),
  };
  // Labels tell running assets apart that share a result.
  return kind === 'runtime'
    ? withoutHosts(
        client.listWith(
          { ...list, essential: ['scope'] },
          { filter: NO_HOSTS },
        ),
      )
    : client.list(list);
}

/** Hosts come along when the filter is refused. */
async function* withoutHosts(scans: Records<Scan>): Records<Scan> {
  for await (const scan of scans) {
    const isHost = scan.ok && scan.record.scope?.['asset.type'] === 'host';
    if (!isHost) yield scan;
  }
}

/** The results of the older scanner (`GET /api/scanning/v1/resultsDirect`). */
function olderResults(client: SysdigClient): Records<Scan> {
  return client.list({
    path: OLDER_RESULTS,
    query: { sort: 'desc', sortBy: 'scanDate' },
    bucket: 'older scan results',
    permission: READS_SCANS,
    paging: legacyPaging({
      limit: RESULTS_LIMIT,
      items: 'results',
      identity: ['imageId', 'imageDigest', 'fullTag'],
    }),
    record: OlderScan,
  });
}

/** `page.total` of the results of vulnerability management. */
const Total = z.object({ page: z.object({ total: count }) });

/** Where vulnerability management gives no total, the beginning of the list has to tell. */
function scansProbe(kind: ScanKind) {
  const access = scansAccess(kind);
  return new Probe({
    access,
    look: async (client: SysdigClient): Promise<Counted> => {
      const total = await totalOf(client, kind);
      return total === undefined
        ? sample(listScans(client, kind), RESULTS_LIMIT)
        : { count: total };
    },
    counted: (found) => found,
  });
}

async function totalOf(
  client: SysdigClient,
  kind: ScanKind,
): Promise<number | undefined> {
  const request = {
    path: resultsPath(kind, 'v1'),
    query: { limit: 1 },
    bucket: `${kind} results`,
  };
  try {
    return (await client.record(request, Total)).page.total;
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'unavailable') {
      return undefined;
    }
    throw error;
  }
}

/**
 * Where the older scanner has the results, both versions of vulnerability management refuse each kind
 * twice: to the list, and to the question where results are. All results come with the first kind,
 * after one more question.
 */
function scansSurvey(kind: ScanKind): StepSurvey<SysdigClient> {
  const probe = scansProbe(kind);
  return {
    probes: [probe],
    calls: async (survey) => {
      const { count = 0 } = (await probe.in(survey)) ?? {};
      const pages = pagesOf(count, RESULTS_LIMIT);
      const ofOlder = 4 + (count > 0 ? 1 + pages : 0);
      const { isOlder } = survey.client.scanSource;
      return { [`${kind} results`]: isOlder ? ofOlder : pages };
    },
  };
}

const DAY_MS = 86_400_000;

/** Whether a scan is older than the configuration wants scans of its type to be. */
function isTooOld({ settings, startedAt }: SysdigClient, scan: Scan): boolean {
  const standard = scan.scanType === 'pipeline' ? DEFAULT_PIPELINE_DAYS : 0;
  const { scanDays: days = standard } = settings;
  const scannedOn = timeOf(scan.createdAt);
  if (days === 0 || scannedOn === undefined) return false;
  return scannedOn < startedAt - days * DAY_MS;
}

const ACCOUNT_HAS_IMAGE_SCAN = accountHas(IMAGE_SCAN);

/** The step for one kind of scan results. They are handed on in batches, and none is kept. */
function scans(kind: ScanKind): ProviderStep<SysdigClient> {
  return {
    id: `fetch-sysdig-${kind}-scans`,
    name: `Fetch Sysdig ${kind} scans`,
    entities: [IMAGE_SCAN],
    relationships: [ACCOUNT_HAS_IMAGE_SCAN],
    reads: [scansAccess(kind)],
    survey: scansSurvey(kind),
    ingestionSourceId: `sysdig-${kind}-scans`,
    async collect(context) {
      const { client, logger, completeness } = context;
      const add = await accountAdder(context, ACCOUNT_HAS_IMAGE_SCAN);
      const what = `${kind} scans`;
      const contents = new Map<string, string>();
      let old = 0;
      let repeated = 0;
      let changed = 0;
      const list = completeness.trackFeature(listScans(client, kind), what);
      for await (const batch of inBatches(list, BATCH)) {
        const recent = batch.filter((scan) => !isTooOld(client, scan));
        old += batch.length - recent.length;
        const found = recent.map((scan) => ({
          entity: toEntity(IMAGE_SCAN, toImageScan(scan)),
          content: shortHash(scan),
        }));
        const added = new Set(await add(found.map(({ entity }) => entity)));
        for (const { entity, content } of found) {
          if (added.has(entity)) contents.set(entity._key, content);
          else if (contents.get(entity._key) === content) repeated += 1;
          else changed += 1;
        }
      }
      if (old > 0) {
        logger.info(`Left out ${old} ${what}: older than sysdigScanDays`);
      }
      if (repeated > 0) {
        logger.info(`Skipped ${repeated} ${what} that came twice`);
      }
      if (changed > 0) {
        completeness.doubt(
          `${changed} ${what}`,
          'they came again with other content, of which only the first is stored; collect again when less is being scanned',
        );
      }
    },
  };
}

export const pipelineScans = scans('pipeline');
export const registryScans = scans('registry');
export const runtimeScans = scans('runtime');
