-- CreateEnum
CREATE TYPE "FederationStatus" AS ENUM ('FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE');

-- CreateEnum
CREATE TYPE "FederationPhase" AS ENUM ('CREATING', 'STANDING', 'REMOVING');

-- CreateEnum
CREATE TYPE "PartnerZonePhase" AS ENUM ('OFFERED', 'ACCEPTING', 'ACCEPTED', 'RELEASING', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "PartnerPresence" AS ENUM ('ABSENT', 'SENT', 'THERE');

-- CreateEnum
CREATE TYPE "PartnerOnboardingStatus" AS ENUM ('PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED');

-- CreateEnum
CREATE TYPE "PartnerInstanceState" AS ENUM ('PENDING', 'READY', 'FAILED', 'TERMINATING');

-- AlterTable
ALTER TABLE "AppInstance" ADD COLUMN     "atPartner" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Federation" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "partner" TEXT NOT NULL,
    "contextId" TEXT,
    "phase" "FederationPhase" NOT NULL,
    "status" "FederationStatus" NOT NULL,
    "statusReason" TEXT,
    "dialect" TEXT,
    "request" JSONB NOT NULL,
    "partnerFederationId" TEXT,
    "partnerCountryCode" TEXT,
    "partnerNetworks" JSONB NOT NULL DEFAULT '{}',
    "allowedNetworks" JSONB NOT NULL DEFAULT '{}',
    "edgeDiscoveryEndpoint" JSONB,
    "lcmEndpoint" JSONB,
    "platformCaps" TEXT[],
    "statusLink" TEXT,
    "statusCredentials" BYTEA,
    "toldAt" JSONB NOT NULL DEFAULT '{}',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Federation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FederationToken" (
    "partner" TEXT NOT NULL,
    "token" BYTEA NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FederationToken_pkey" PRIMARY KEY ("partner")
);

-- CreateTable
CREATE TABLE "PartnerZone" (
    "id" UUID NOT NULL,
    "federationId" UUID NOT NULL,
    "zoneId" TEXT NOT NULL,
    "geolocation" TEXT NOT NULL,
    "geographyDetails" TEXT NOT NULL,
    "phase" "PartnerZonePhase" NOT NULL,
    "status" "FederationStatus" NOT NULL DEFAULT 'AVAILABLE',
    "statusAt" TIMESTAMPTZ(3),
    "resources" JSONB,
    "availability" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PartnerZone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PartnerOnboarding" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "federationId" UUID NOT NULL,
    "appId" UUID NOT NULL,
    "partnerAppId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "artefactId" UUID NOT NULL,
    "kept" BOOLEAN NOT NULL,
    "zoneIds" TEXT[],
    "status" "PartnerOnboardingStatus" NOT NULL,
    "statusReason" TEXT,
    "zoneStatus" JSONB NOT NULL DEFAULT '{}',
    "artefact" "PartnerPresence" NOT NULL DEFAULT 'ABSENT',
    "onboarding" "PartnerPresence" NOT NULL DEFAULT 'ABSENT',
    "removing" BOOLEAN NOT NULL DEFAULT false,
    "sentAt" TIMESTAMPTZ(3),
    "missed" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PartnerOnboarding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PartnerInstance" (
    "id" UUID NOT NULL,
    "onboardingId" UUID NOT NULL,
    "partnerZoneId" UUID NOT NULL,
    "partnerInstanceId" TEXT,
    "presence" "PartnerPresence" NOT NULL DEFAULT 'ABSENT',
    "removing" BOOLEAN NOT NULL DEFAULT false,
    "state" "PartnerInstanceState" NOT NULL DEFAULT 'PENDING',
    "message" TEXT,
    "stateAt" TIMESTAMPTZ(3),
    "accessPoints" JSONB,
    "sentAt" TIMESTAMPTZ(3),
    "missed" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PartnerInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HostedFederation" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "originatorId" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "statusLink" TEXT NOT NULL,
    "callbackCredentials" BYTEA,
    "allowedNetworks" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedFederation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HostedZone" (
    "contextId" TEXT NOT NULL,
    "zoneId" TEXT NOT NULL,
    "notifLink" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedZone_pkey" PRIMARY KEY ("contextId","zoneId")
);

-- CreateTable
CREATE TABLE "HostedArtefact" (
    "contextId" TEXT NOT NULL,
    "artefactId" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "credentials" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedArtefact_pkey" PRIMARY KEY ("contextId","artefactId")
);

-- CreateTable
CREATE TABLE "HostedApplication" (
    "id" UUID NOT NULL,
    "contextId" TEXT NOT NULL,
    "appId" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "accessToken" BYTEA,
    "statusLink" TEXT NOT NULL,
    "zoneIds" TEXT[],
    "status" "PartnerOnboardingStatus" NOT NULL,
    "statusReason" TEXT,
    "localAppId" UUID,
    "removing" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedApplication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HostedInstance" (
    "instanceId" TEXT NOT NULL,
    "contextId" TEXT NOT NULL,
    "applicationId" UUID NOT NULL,
    "zoneId" TEXT NOT NULL,
    "flavourId" TEXT NOT NULL,
    "appVersion" TEXT NOT NULL,
    "callbackLink" TEXT NOT NULL,
    "localId" UUID,
    "state" "PartnerInstanceState" NOT NULL DEFAULT 'PENDING',
    "message" TEXT,
    "accessPoints" JSONB,
    "removing" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedInstance_pkey" PRIMARY KEY ("contextId","instanceId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Federation_partner_key" ON "Federation"("partner");

-- CreateIndex
CREATE UNIQUE INDEX "Federation_contextId_key" ON "Federation"("contextId");

-- CreateIndex
CREATE INDEX "Federation_createdAt_id_idx" ON "Federation"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PartnerZone_federationId_zoneId_key" ON "PartnerZone"("federationId", "zoneId");

-- CreateIndex
CREATE INDEX "PartnerOnboarding_appId_idx" ON "PartnerOnboarding"("appId");

-- CreateIndex
CREATE INDEX "PartnerOnboarding_clientId_createdAt_id_idx" ON "PartnerOnboarding"("clientId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "PartnerOnboarding_federationId_appId_key" ON "PartnerOnboarding"("federationId", "appId");

-- CreateIndex
CREATE INDEX "PartnerInstance_onboardingId_idx" ON "PartnerInstance"("onboardingId");

-- CreateIndex
CREATE INDEX "PartnerInstance_partnerZoneId_idx" ON "PartnerInstance"("partnerZoneId");

-- CreateIndex
CREATE UNIQUE INDEX "HostedFederation_clientId_key" ON "HostedFederation"("clientId");

-- CreateIndex
CREATE UNIQUE INDEX "HostedApplication_localAppId_key" ON "HostedApplication"("localAppId");

-- CreateIndex
CREATE UNIQUE INDEX "HostedApplication_contextId_appId_key" ON "HostedApplication"("contextId", "appId");

-- CreateIndex
CREATE UNIQUE INDEX "HostedInstance_localId_key" ON "HostedInstance"("localId");

-- CreateIndex
CREATE UNIQUE INDEX "HostedInstance_applicationId_zoneId_key" ON "HostedInstance"("applicationId", "zoneId");

-- AddForeignKey
ALTER TABLE "PartnerZone" ADD CONSTRAINT "PartnerZone_federationId_fkey" FOREIGN KEY ("federationId") REFERENCES "Federation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartnerOnboarding" ADD CONSTRAINT "PartnerOnboarding_federationId_fkey" FOREIGN KEY ("federationId") REFERENCES "Federation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartnerInstance" ADD CONSTRAINT "PartnerInstance_onboardingId_fkey" FOREIGN KEY ("onboardingId") REFERENCES "PartnerOnboarding"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PartnerInstance" ADD CONSTRAINT "PartnerInstance_partnerZoneId_fkey" FOREIGN KEY ("partnerZoneId") REFERENCES "PartnerZone"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HostedZone" ADD CONSTRAINT "HostedZone_contextId_fkey" FOREIGN KEY ("contextId") REFERENCES "HostedFederation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HostedArtefact" ADD CONSTRAINT "HostedArtefact_contextId_fkey" FOREIGN KEY ("contextId") REFERENCES "HostedFederation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HostedApplication" ADD CONSTRAINT "HostedApplication_contextId_fkey" FOREIGN KEY ("contextId") REFERENCES "HostedFederation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HostedInstance" ADD CONSTRAINT "HostedInstance_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "HostedApplication"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
