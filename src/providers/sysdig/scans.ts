import type { ProviderStep } from '../../collect/provider';
import { toEntity } from '../../graph/entities';
import { tokenPaging } from '../../http/paging/token';
import type { Records } from '../../http/records';

import { accountAdder, accountHas } from './account';
import { Permission, type SysdigClient } from './client';
import { DEFAULT_PIPELINE_DAYS } from './config';
import { isBadRequest, isRefusal, unlessRefused } from './fallback';
import { IMAGE_SCAN, toImageScan } from './imageScan';
import { legacyPaging } from './legacyPaging';
import { OlderScan, type Scan, scanOf } from './scanRecords';
import { OLDER_RESULTS, resultsPath, type ScanKind } from './scanSource';

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
const RUNTIME_IMAGES = 'asset.type = "workload" or asset.type = "container"';

/**
 * The scan results of one kind (`GET /secure/vulnerability/v1/{kind}-results`). On a tenant
 * whose results are all in the older scanner, which knows no kinds, the first kind that is asked for
 * gives them all, and the others give none.
 */
async function* listScans(client: SysdigClient, kind: ScanKind): Records<Scan> {
  const refusal = yield* unlessRefused(results(client, kind), isRefusal);
  if (!refusal) return;
  if (!(await client.scanSource.isOlderScanner())) throw refusal;
  if (client.scanSource.takeOlderResults()) yield* olderResults(client);
}

function results(client: SysdigClient, kind: ScanKind): Records<Scan> {
  const list = {
    path: resultsPath(kind),
    bucket: `${kind} results`,
    permission: Permission.SCANS,
    paging: resultPaging,
    record: scanOf(kind),
  };
  return kind === 'runtime'
    ? withoutHosts(client.listWith(list, { filter: RUNTIME_IMAGES }))
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
    permission: Permission.SCANS,
    paging: legacyPaging({
      limit: RESULTS_LIMIT,
      items: 'results',
      identity: ['imageId', 'imageDigest', 'fullTag'],
    }),
    record: OlderScan,
  });
}

/** Whether a scan is older than the configuration wants scans of its type to be. */
function isTooOld(
  { settings, startedAt }: SysdigClient,
  { scanType, createdAt }: Scan,
): boolean {
  const standard = scanType === 'pipeline' ? DEFAULT_PIPELINE_DAYS : 0;
  const { scanDays: days = standard } = settings;
  const isAnyAgeWanted = days === 0 || createdAt === undefined;
  return !isAnyAgeWanted && createdAt < startedAt - days * DAY_MS;
}

const DAY_MS = 86_400_000;

const ACCOUNT_HAS_IMAGE_SCAN = accountHas(IMAGE_SCAN);

/** The step for one kind of scan results. They are handed on one by one, and none is kept. */
function scans(kind: ScanKind): ProviderStep<SysdigClient> {
  return {
    id: `fetch-sysdig-${kind}-scans`,
    name: `Fetch Sysdig ${kind} scans`,
    entities: [IMAGE_SCAN],
    relationships: [ACCOUNT_HAS_IMAGE_SCAN],
    ingestionSourceId: scansSource(kind),
    async collect(context) {
      const { client, logger, completeness } = context;
      const add = await accountAdder(context, ACCOUNT_HAS_IMAGE_SCAN);
      let old = 0;
      let repeated = 0;
      const list = completeness.track(listScans(client, kind), `${kind} scans`);
      for await (const scan of list) {
        if (isTooOld(client, scan)) old += 1;
        else if (!(await add(toEntity(IMAGE_SCAN, toImageScan(scan))))) {
          repeated += 1;
        }
      }
      if (old > 0) {
        logger.info(`Left out ${old} ${kind} scans: older than sysdigScanDays`);
      }
      if (repeated > 0) {
        logger.info(`Skipped ${repeated} ${kind} scans that came twice`);
      }
    },
  };
}

/** The ingestion source that switches the results of a kind off. */
export function scansSource(kind: ScanKind): string {
  return `sysdig-${kind}-scans`;
}

export const pipelineScans = scans('pipeline');
export const registryScans = scans('registry');
export const runtimeScans = scans('runtime');
