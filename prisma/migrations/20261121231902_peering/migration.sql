-- CreateEnum
CREATE TYPE "SubscriptionKind" AS ENUM ('CLOUDEVENTS', 'HUB');

-- CreateEnum
CREATE TYPE "PeeringStatus" AS ENUM ('discovered', 'active', 'degraded', 'unreachable', 'terminated');

-- CreateEnum
CREATE TYPE "PeeredSpecState" AS ENUM ('visible', 'removed', 'missing');

-- AlterTable
ALTER TABLE "EventSubscription" ADD COLUMN     "drops" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "kind" "SubscriptionKind" NOT NULL DEFAULT 'CLOUDEVENTS',
ADD COLUMN     "query" TEXT;

-- CreateTable
CREATE TABLE "Organization" (
    "id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "secrets" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Individual" (
    "id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Individual_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceSpecification" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT,
    "remoteId" TEXT,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceSpecification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceCandidate" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT,
    "remoteId" TEXT,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceCandidate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceCategory" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "byPeering" BOOLEAN NOT NULL DEFAULT false,
    "links" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceCategory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceCatalog" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "byPeering" BOOLEAN NOT NULL DEFAULT false,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceCatalog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportJob" (
    "id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ImportJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ExportJob" (
    "id" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ExportJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PeeredCatalog" (
    "organizationId" TEXT NOT NULL,
    "resetGen" BIGINT NOT NULL DEFAULT 0,
    "assignGen" BIGINT NOT NULL DEFAULT 0,
    "assignments" JSONB NOT NULL,
    "lastFailure" JSONB,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PeeredCatalog_pkey" PRIMARY KEY ("organizationId")
);

-- CreateTable
CREATE TABLE "PeeredCatalogSpec" (
    "organizationId" TEXT NOT NULL,
    "remoteId" TEXT NOT NULL,
    "gen" BIGINT NOT NULL,
    "visible" BOOLEAN NOT NULL,
    "localId" TEXT NOT NULL,

    CONSTRAINT "PeeredCatalogSpec_pkey" PRIMARY KEY ("organizationId","remoteId")
);

-- CreateTable
CREATE TABLE "Alarm" (
    "id" TEXT NOT NULL,
    "externalAlarmId" TEXT,
    "organizationId" TEXT,
    "isOpen" BOOLEAN NOT NULL,
    "document" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlarmGeneration" (
    "externalAlarmId" TEXT NOT NULL,
    "generation" BIGINT NOT NULL,

    CONSTRAINT "AlarmGeneration_pkey" PRIMARY KEY ("externalAlarmId")
);

-- CreateTable
CREATE TABLE "Peering" (
    "organizationId" TEXT NOT NULL,
    "status" "PeeringStatus" NOT NULL,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "selection" JSONB NOT NULL,
    "assignments" JSONB NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "firstFailureAt" TIMESTAMPTZ(3),
    "lastCheckAt" TIMESTAMPTZ(3),
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastFailure" JSONB,
    "openAlarms" JSONB NOT NULL,
    "failedSpecs" JSONB NOT NULL DEFAULT '[]',
    "nextBeatAt" TIMESTAMPTZ(3),
    "leasedUntil" TIMESTAMPTZ(3),
    "leasedBy" UUID,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Peering_pkey" PRIMARY KEY ("organizationId")
);

-- CreateTable
CREATE TABLE "PeeredSpec" (
    "organizationId" TEXT NOT NULL,
    "remoteId" TEXT NOT NULL,
    "localId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT,
    "lastUpdate" TIMESTAMPTZ(3),
    "contentHash" TEXT,
    "state" "PeeredSpecState" NOT NULL,
    "missCount" INTEGER NOT NULL DEFAULT 0,
    "lastVerifiedAt" TIMESTAMPTZ(3),
    "source" JSONB,

    CONSTRAINT "PeeredSpec_pkey" PRIMARY KEY ("organizationId","remoteId")
);

-- CreateIndex
CREATE INDEX "Organization_createdAt_id_idx" ON "Organization"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Individual_createdAt_id_idx" ON "Individual"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ServiceSpecification_createdAt_id_idx" ON "ServiceSpecification"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceSpecification_organizationId_remoteId_key" ON "ServiceSpecification"("organizationId", "remoteId");

-- CreateIndex
CREATE INDEX "ServiceCandidate_createdAt_id_idx" ON "ServiceCandidate"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceCandidate_organizationId_remoteId_key" ON "ServiceCandidate"("organizationId", "remoteId");

-- CreateIndex
CREATE INDEX "ServiceCategory_createdAt_id_idx" ON "ServiceCategory"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ServiceCatalog_name_idx" ON "ServiceCatalog"("name");

-- CreateIndex
CREATE INDEX "ServiceCatalog_createdAt_id_idx" ON "ServiceCatalog"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ImportJob_createdAt_id_idx" ON "ImportJob"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ExportJob_createdAt_id_idx" ON "ExportJob"("createdAt", "id");

-- CreateIndex
CREATE INDEX "PeeredCatalogSpec_localId_idx" ON "PeeredCatalogSpec"("localId");

-- CreateIndex
CREATE INDEX "Alarm_externalAlarmId_idx" ON "Alarm"("externalAlarmId");

-- CreateIndex
CREATE INDEX "Alarm_organizationId_createdAt_id_idx" ON "Alarm"("organizationId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Alarm_createdAt_id_idx" ON "Alarm"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Peering_nextBeatAt_idx" ON "Peering"("nextBeatAt");

-- CreateIndex
CREATE INDEX "Peering_createdAt_organizationId_idx" ON "Peering"("createdAt", "organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "PeeredSpec_localId_key" ON "PeeredSpec"("localId");
