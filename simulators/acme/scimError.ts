/** An error answer of SCIM (RFC 7644 section 3.12). */
export class ScimError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    detail: string,
    readonly scimType?: string,
  ) {
    super(detail);
  }
}
