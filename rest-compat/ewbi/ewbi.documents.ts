import { graphql } from '../route.js';

/** What the E/WBI's doors ask of the graph. The members of bodies and answers are GSMA's: they are carried as they are. */

export type Carried = Readonly<Record<string, unknown>>;

export const open = graphql<{ opened: { federationContextId: string; document: Carried } }>(
  'mutation OpenHostedFederation($request: JSON!) { opened: openHostedFederation(request: $request) { federationContextId document } }',
);
export const details = graphql<{ federation: { details: Carried } }>(
  'query HostedFederation($federationContextId: ID!) { federation: hostedFederation(federationContextId: $federationContextId) { details } }',
);
export const ofClient = graphql<{ federation: { federationContextId: string } }>('query HostedFederationOfClient { federation: hostedFederationOfClient { federationContextId } }');
export const update = graphql<{ federation: { details: Carried } }>(
  `mutation UpdateHostedFederation($federationContextId: ID!, $change: JSON!) {
    federation: updateHostedFederation(federationContextId: $federationContextId, change: $change) { details }
  }`,
);
export const close = graphql<unknown>(
  'mutation CloseHostedFederation($federationContextId: ID!) { closeHostedFederation(federationContextId: $federationContextId) }',
);

export const acceptZones = graphql<{ zones: Carried }>(
  'mutation AcceptHostedZones($federationContextId: ID!, $request: JSON!) { zones: acceptHostedZones(federationContextId: $federationContextId, request: $request) }',
);
export const zone = graphql<{ zone: Carried }>(
  'query HostedZone($federationContextId: ID!, $zoneId: String!) { zone: hostedZone(federationContextId: $federationContextId, zoneId: $zoneId) }',
);
export const releaseZone = graphql<unknown>(
  'mutation ReleaseHostedZone($federationContextId: ID!, $zoneId: String!) { releaseHostedZone(federationContextId: $federationContextId, zoneId: $zoneId) }',
);

export const uploadArtefact = graphql<unknown>(
  'mutation UploadHostedArtefact($federationContextId: ID!, $artefact: JSON!) { uploadHostedArtefact(federationContextId: $federationContextId, artefact: $artefact) }',
);
export const artefact = graphql<{ artefact: Carried }>(
  'query HostedArtefact($federationContextId: ID!, $artefactId: String!) { artefact: hostedArtefact(federationContextId: $federationContextId, artefactId: $artefactId) }',
);
export const removeArtefact = graphql<unknown>(
  'mutation RemoveHostedArtefact($federationContextId: ID!, $artefactId: String!) { removeHostedArtefact(federationContextId: $federationContextId, artefactId: $artefactId) }',
);

export const onboard = graphql<unknown>(
  `mutation OnboardHostedApplication($federationContextId: ID!, $application: JSON!) {
    onboardHostedApplication(federationContextId: $federationContextId, application: $application)
  }`,
);
export const application = graphql<{ application: Carried }>(
  'query HostedApplication($federationContextId: ID!, $appId: String!) { application: hostedApplication(federationContextId: $federationContextId, appId: $appId) }',
);
export const updateApplication = graphql<unknown>(
  `mutation UpdateHostedApplication($federationContextId: ID!, $appId: String!, $change: JSON!) {
    updateHostedApplication(federationContextId: $federationContextId, appId: $appId, change: $change)
  }`,
);
export const removeApplication = graphql<unknown>(
  'mutation RemoveHostedApplication($federationContextId: ID!, $appId: String!) { removeHostedApplication(federationContextId: $federationContextId, appId: $appId) }',
);

export const install = graphql<{ instance: Carried }>(
  `mutation InstallHostedApplication($federationContextId: ID!, $request: JSON!) {
    instance: installHostedApplication(federationContextId: $federationContextId, request: $request)
  }`,
);
export const instance = graphql<{ instance: Carried }>(
  `query HostedInstance($federationContextId: ID!, $appId: String!, $appInstanceId: String!, $zoneId: String!) {
    instance: hostedInstance(federationContextId: $federationContextId, appId: $appId, appInstanceId: $appInstanceId, zoneId: $zoneId)
  }`,
);
export const instances = graphql<{ instances: readonly Carried[] }>(
  `query HostedInstances($federationContextId: ID!, $appId: String!, $appProviderId: String!) {
    instances: hostedInstances(federationContextId: $federationContextId, appId: $appId, appProviderId: $appProviderId)
  }`,
);
export const removeInstance = graphql<unknown>(
  `mutation RemoveHostedInstance($federationContextId: ID!, $appId: String!, $appInstanceId: String!, $zoneId: String!) {
    removeHostedInstance(federationContextId: $federationContextId, appId: $appId, appInstanceId: $appInstanceId, zoneId: $zoneId)
  }`,
);

export const tell = graphql<unknown>(
  'mutation TellFederation($address: String!, $callback: FederationCallback!, $event: JSON!) { tellFederation(address: $address, callback: $callback, event: $event) }',
);
