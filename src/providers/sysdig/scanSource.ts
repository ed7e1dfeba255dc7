import { z } from 'zod';

import { remembered } from '../../collect/remembered';
import type { ApiClient } from '../../http/apiClient';
import { ApiError } from '../../http/failures';
import type { Logger } from '../../http/logger';

import { type Fallback, isRefusal, reasonOf } from './fallback';

/** The scan results that vulnerability management keeps apart. */
export const SCAN_KINDS = ['pipeline', 'registry', 'runtime'] as const;

export type ScanKind = (typeof SCAN_KINDS)[number];

export const OLDER_RESULTS = '/api/scanning/v1/resultsDirect';

/** `GET /api/scanning/v1/resultsDirect`, as far as it tells whether there are results. */
const OlderAnswer = z.object({ results: z.array(z.unknown()).nullish() });

export function resultsPath(kind: ScanKind): string {
  return `/secure/vulnerability/v1/${kind}-results`;
}

/** The choice between vulnerability management and the older scanner, for the whole account. */
export class ScanSource {
  /** Whether all scan results are in the older scanner. */
  readonly isOlderScanner = remembered(() => this.judge());

  private areOlderResultsTaken = false;

  constructor(
    private readonly api: ApiClient,
    private readonly fallback: Fallback,
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
   * They are there when vulnerability management refuses every kind and the older scanner does not.
   * After a 403, which may be a permission that the token lacks, only results that are really there
   * prove it.
   */
  private async judge(): Promise<boolean> {
    const refusals: ApiError[] = [];
    for (const kind of SCAN_KINDS) {
      const refusal = await this.fallback.refusalOf({
        path: resultsPath(kind),
        query: { limit: 1 },
        bucket: `${kind} results`,
      });
      if (!refusal) return false;
      refusals.push(refusal);
    }
    const forbidden = refusals.find(({ kind }) => kind === 'authorization');
    const results = await this.olderResults();
    const isOlder = results === 'some' || (results === 'none' && !forbidden);
    const [reason = forbidden] = refusals;
    if (isOlder && reason) {
      this.logger.info(
        `Reading image scans from the older scanner, as vulnerability management refuses: ${reasonOf(reason)}`,
      );
    }
    return isOlder;
  }

  /** Whether the older scanner has results: any, none, or none for this token. */
  private async olderResults(): Promise<'some' | 'none' | 'refused'> {
    try {
      const { results } = await this.api.record(
        {
          path: OLDER_RESULTS,
          query: { limit: 1, offset: 0 },
          bucket: 'older scan results',
        },
        OlderAnswer,
      );
      return results && results.length > 0 ? 'some' : 'none';
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) return 'refused';
      throw error;
    }
  }
}
