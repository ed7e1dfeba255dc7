import { z } from 'zod';

import { remembered } from '../../collect/remembered';
import type { ApiClient } from '../../http/apiClient';
import { ApiError } from '../../http/failures';
import type { Logger } from '../../http/logger';
import { lenient } from '../../wire/fields';

import {
  type Fallback,
  isMissing,
  isRefusal,
  reasonOf,
  repairable,
} from './fallback';
import type { Owner } from './owner';
import { orWithout } from './permissions';

/** The scan results that vulnerability management keeps apart. */
export const SCAN_KINDS = ['pipeline', 'registry', 'runtime'] as const;

export type ScanKind = (typeof SCAN_KINDS)[number];

/** Versions of vulnerability management. Installations on premises may have the older one only. */
export type ScanVersion = 'v1' | 'v1beta1';

export const OLDER_RESULTS = '/api/scanning/v1/resultsDirect';

/** `GET /api/scanning/v1/resultsDirect`, as far as it tells whether there are results. */
const OlderAnswer = z.object({ results: lenient(z.array(z.unknown())) });

export function resultsPath(kind: ScanKind, version: ScanVersion): string {
  return `/secure/vulnerability/${version}/${kind}-results`;
}

/**
 * Where scan results are: `newer` where vulnerability management gives any kind of them, `older`
 * where it gives none and the older scanner has some.
 */
type Place = 'newer' | 'older' | 'nowhere';

/** The choice between vulnerability management and the older scanner, for the whole account. */
export class ScanSource {
  /** Where the scan results of the account are. */
  readonly place = remembered(() => this.judge());

  /** True once it is known that they are in the older scanner. */
  isOlder = false;

  private areOlderResultsTaken = false;

  constructor(
    private readonly api: ApiClient,
    private readonly fallback: Fallback,
    private readonly owner: () => Promise<Owner | undefined>,
    private readonly logger: Logger,
  ) {}

  /**
   * True for the first who asks: the older scanner knows no kinds, so that its results are read
   * once for all of them.
   */
  takeOlderResults(): boolean {
    const isFirst = !this.areOlderResultsTaken;
    this.areOlderResultsTaken = true;
    return isFirst;
  }

  /**
   * What it means that a kind is refused, and is not in the older scanner either: that the account
   * does not have Secure, or that results are missing. An empty older scanner proves nothing.
   */
  async missingError(kind: ScanKind, refusal: ApiError): Promise<ApiError> {
    const plan = (await this.owner())?.customerSettings?.plan;
    const { endpoint, status } = refusal;
    if (plan?.secureEnabled === false && (await this.place()) === 'nowhere') {
      const reason = 'Sysdig Secure is not in the plan of this account';
      return new ApiError({ kind: 'feature', endpoint, status, reason });
    }
    if (!isMissing(refusal)) return refusal;
    const needed = orWithout(
      'a host that has them in sysdigRegion or sysdigBaseUrl',
      `sysdig-${kind}-scans`,
    );
    return new ApiError({
      kind: 'answer',
      endpoint,
      status,
      reason: `no version of vulnerability management has ${kind} results here, and the older scanner proves nothing; it needs ${needed}`,
    });
  }

  private async judge(): Promise<Place> {
    let reason: ApiError | undefined;
    for (const kind of SCAN_KINDS) {
      const refusal = await this.refusalOf(kind);
      if (!refusal) return 'newer';
      reason = reason ? repairable(reason, refusal) : refusal;
    }
    if (!reason || !(await this.hasOlderResults())) return 'nowhere';
    this.logger.info(
      `Reading image scans from the older scanner, as vulnerability management refuses: ${reasonOf(reason)}`,
    );
    this.isOlder = true;
    return 'older';
  }

  private async refusalOf(kind: ScanKind): Promise<ApiError | undefined> {
    const ask = (version: ScanVersion) =>
      this.fallback.refusalOf({
        path: resultsPath(kind, version),
        query: { limit: 1 },
        bucket: `${kind} results`,
      });
    const refusal = await ask('v1');
    return refusal && isMissing(refusal) ? ask('v1beta1') : refusal;
  }

  private async hasOlderResults(): Promise<boolean> {
    try {
      const { results = [] } = await this.api.record(
        {
          path: OLDER_RESULTS,
          query: { limit: 1, offset: 0 },
          bucket: 'older scan results',
        },
        OlderAnswer,
      );
      return results.length > 0;
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) return false;
      throw error;
    }
  }
}
