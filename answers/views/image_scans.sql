-- Scans of container images, one row each (Sysdig).
--
-- id             VARCHAR    Key of the scan in the graph
-- name           VARCHAR    Name of the image
-- provider       VARCHAR    sysdig
-- scan_type      VARCHAR    Where it was scanned: pipeline, registry, runtime or legacy
-- registry       VARCHAR    Host of the registry
-- repository     VARCHAR    Repository
-- tag            VARCHAR    Tag
-- digest         VARCHAR    Digest of the image
-- policy_result  VARCHAR    Result of the policies, such as passed or failed
-- critical       BIGINT     Number of critical vulnerabilities
-- high           BIGINT     Number of high vulnerabilities
-- medium         BIGINT     Number of medium vulnerabilities
-- low            BIGINT     Number of low vulnerabilities
-- negligible     BIGINT     Number of negligible vulnerabilities
-- running_critical BIGINT   Number of critical vulnerabilities in code that is in use
-- running_high   BIGINT     Number of high vulnerabilities in code that is in use
-- cluster        VARCHAR    Kubernetes cluster
-- namespace      VARCHAR    Kubernetes namespace
-- workload       VARCHAR    Kubernetes workload
-- scanned_on     TIMESTAMP  When it was scanned
select
  id,
  p.name,
  'sysdig' as provider,
  p."scanType" as scan_type,
  p."imageRegistry" as registry,
  p."imageRepository" as repository,
  p."imageTag" as tag,
  p."imageDigest" as digest,
  p."policyResult" as policy_result,
  p."criticalVulnerabilities" as critical,
  p."highVulnerabilities" as high,
  p."mediumVulnerabilities" as medium,
  p."lowVulnerabilities" as low,
  p."negligibleVulnerabilities" as negligible,
  p."runningCriticalVulnerabilities" as running_critical,
  p."runningHighVulnerabilities" as running_high,
  p."clusterName" as cluster,
  p.namespace,
  p."workloadName" as workload,
  to_time(p."completedOn") as scanned_on
from (
  select id, from_json(properties, '{
    "name": "VARCHAR", "scanType": "VARCHAR", "imageRegistry": "VARCHAR", "imageRepository": "VARCHAR",
    "imageTag": "VARCHAR", "imageDigest": "VARCHAR", "policyResult": "VARCHAR", "criticalVulnerabilities": "BIGINT",
    "highVulnerabilities": "BIGINT", "mediumVulnerabilities": "BIGINT", "lowVulnerabilities": "BIGINT",
    "negligibleVulnerabilities": "BIGINT", "runningCriticalVulnerabilities": "BIGINT",
    "runningHighVulnerabilities": "BIGINT", "clusterName": "VARCHAR", "namespace": "VARCHAR",
    "workloadName": "VARCHAR", "completedOn": "BIGINT"
  }') as p
  from entities
  where type = 'sysdig_image_scan'
)
order by id
