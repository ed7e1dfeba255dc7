/**
 * What a step needs, as `StepMetadata.authorization` has it from version 17.3 of the SDK on. The SDK
 * of this package does not know the field, and hands it on to nobody.
 */
export interface StepAuthorization {
  permissions?: string[];
  roles?: string[];
  oauthScopes?: string[];
  endpoints?: string[];
  licenses?: string[];
}

/** The facts about a data set: what a credential needs to read it, and where it is. */
export interface AccessFacts {
  /** The data set, as the user knows it, such as `group members`. */
  what: string;
  /** Permissions; of a provider with roles, those of a custom role that will do as well. */
  permissions?: readonly string[];
  /** Roles that each will do, least privilege first. */
  roles?: readonly string[];
  /** Scopes that are needed, all of them, where the credential has scopes. */
  oauthScopes?: readonly string[];
  /** What the customer has to have bought. */
  licenses?: readonly string[];
  /** Method and path of all requests, such as `GET /api/v1/groups/{groupId}/users`. */
  endpoints: readonly string[];
  /** What is unknown where it is refused; left out where that makes the step fail. */
  withoutIt?: string;
}

/**
 * What a credential needs to read a data set. The metadata of steps, the tables of permissions in
 * the documents, the advice on a refusal and the preflight are made of it.
 */
export interface Access extends AccessFacts {
  /** What is needed, for the person who has to grant it; goes on behind "it needs". */
  needs: string;
}

const FACTS = ['permissions', 'roles', 'oauthScopes', 'licenses'] as const;

/** What a step needs that reads these data sets: what it can do without is not among it. */
export function authorizationOf(
  reads: readonly AccessFacts[],
): StepAuthorization {
  const needed = reads.filter(({ withoutIt }) => withoutIt === undefined);
  const authorization: StepAuthorization = {
    endpoints: [...new Set(reads.flatMap(({ endpoints }) => endpoints))],
  };
  for (const fact of FACTS) {
    const all = new Set(needed.flatMap((each) => each[fact] ?? []));
    if (all.size > 0) authorization[fact] = [...all];
  }
  return authorization;
}
