/** Requests per window by bucket; a bucket that is not named has no limit. */
export type BucketLimits = Readonly<Record<string, number>>;

/** How a simulated org limits its callers. */
export interface RateLimitOptions {
  limits: BucketLimits;
  /** What others have spent when a window begins, by bucket; nothing unless told. */
  spentByOthers?: BucketLimits;
  /** Length of a window in ms; 60,000 at Okta. */
  windowMs: number;
  /** Most requests at once; 75 at a paying customer's org. */
  concurrency?: number;
  /**
   * What the credential may use of each limit, in percent, whatever others leave of it; the headers
   * tell what is left to the org.
   */
  principalPercentage?: number;
}

/** Okta's last published defaults for Workforce orgs, in requests per minute. */
export const WORKFORCE_LIMITS: BucketLimits = {
  '/api/v1/apps': 100,
  '/api/v1/apps/{id}': 500,
  '/api/v1/groups': 500,
  '/api/v1/groups/{id}': 1000,
  '/api/v1/users': 600,
  '/api/v1/users/{id}': 2000,
  '/api/v1/logs': 120,
  '/api/v1/devices': 100,
  other: 1200,
};

/** The bucket that is charged for a path: the most specific one. */
export function bucketOf(path: string): string {
  const [, , , family = '', id, below] = path.split('/');
  if (['logs', 'devices'].includes(family)) return `/api/v1/${family}`;
  if (family === 'users' && id !== undefined && below !== undefined) {
    return 'other';
  }
  if (!['apps', 'groups', 'users'].includes(family)) return 'other';
  const isSingle = id !== undefined && id !== 'rules' && below === undefined;
  return isSingle ? `/api/v1/${family}/{id}` : `/api/v1/${family}`;
}

/** What was decided about one request, and the headers that tell it. */
export interface Admission {
  isAdmitted: boolean;
  headers: Record<string, string>;
  /** To be called when the request is answered. */
  end: () => void;
}

/** Counts requests by bucket, in windows that begin with the first request. */
export class RateLimits {
  private readonly windows = new Map<string, { end: number; used: number }>();
  private atOnce = 0;

  constructor(private readonly options: RateLimitOptions) {}

  admit(path: string): Admission {
    const { limits, windowMs, concurrency = Infinity } = this.options;
    const now = Date.now();
    if (this.atOnce >= concurrency) {
      return refusedForConcurrency(now + windowMs);
    }
    this.atOnce += 1;
    const end = () => {
      this.atOnce -= 1;
    };
    const bucket = bucketOf(path);
    const limit = limits[bucket];
    if (limit === undefined) return { isAdmitted: true, headers: {}, end };
    const window = this.window(bucket, now, windowMs);
    window.used += 1;
    return {
      isAdmitted: window.used <= this.ofPrincipal(limit),
      headers: headersOf(limit, limit - window.used, window.end),
      end,
    };
  }

  private ofPrincipal(limit: number): number {
    const { principalPercentage = 100 } = this.options;
    return Math.floor((limit * principalPercentage) / 100);
  }

  private window(bucket: string, now: number, windowMs: number) {
    const known = this.windows.get(bucket);
    if (known && now < known.end) return known;
    const used = this.options.spentByOthers?.[bucket] ?? 0;
    const window = { end: now + windowMs, used };
    this.windows.set(bucket, window);
    return window;
  }
}

/** Okta writes 0 for both, and can only guess the time. */
function refusedForConcurrency(resetAt: number): Admission {
  return {
    isAdmitted: false,
    headers: headersOf(0, 0, resetAt),
    end: () => undefined,
  };
}

function headersOf(
  limit: number,
  remaining: number,
  resetAt: number,
): Record<string, string> {
  return {
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(Math.max(0, remaining)),
    'X-Rate-Limit-Reset': String(Math.ceil(resetAt / 1000)),
  };
}
