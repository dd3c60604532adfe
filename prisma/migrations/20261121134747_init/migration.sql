-- CreateEnum
CREATE TYPE "AppState" AS ENUM ('REGISTERING', 'REGISTERED', 'DELETING');

-- CreateEnum
CREATE TYPE "AppInstanceStatus" AS ENUM ('ready', 'instantiating', 'failed', 'terminating', 'unknown');

-- CreateEnum
CREATE TYPE "PlacementPhase" AS ENUM ('PLACING', 'PLACED', 'REMOVING');

-- CreateEnum
CREATE TYPE "IdempotencyState" AS ENUM ('PENDING', 'DONE');

-- CreateEnum
CREATE TYPE "SubscriptionState" AS ENUM ('ACTIVE', 'ENDED');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('PENDING', 'DELIVERED', 'DEAD');

-- CreateTable
CREATE TABLE "App" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "name" TEXT NOT NULL,
    "appProvider" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "packageType" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "repoCredentials" BYTEA,
    "state" "AppState" NOT NULL,
    "upstreamId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "App_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AppInstance" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "appId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "edgeCloudZoneId" UUID NOT NULL,
    "edgeCloudRegion" TEXT,
    "kubernetesClusterRef" UUID,
    "deploymentId" UUID,
    "status" "AppInstanceStatus" NOT NULL,
    "statusReason" TEXT,
    "phase" "PlacementPhase" NOT NULL,
    "upstreamId" TEXT,
    "upstreamBefore" TEXT[],
    "sentAt" TIMESTAMPTZ(3),
    "componentEndpointInfo" JSONB,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AppInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AppDeployment" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "appId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "edgeCloudZoneIds" UUID[],
    "kubernetesClusterRefs" UUID[],
    "status" "AppInstanceStatus" NOT NULL,
    "deleting" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AppDeployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxEvent" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "correlator" TEXT,
    "data" JSONB NOT NULL,
    "position" BIGINT,

    CONSTRAINT "OutboxEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EventLogHead" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "position" BIGINT NOT NULL,

    CONSTRAINT "EventLogHead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsumerOffset" (
    "consumer" TEXT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "ConsumerOffset_pkey" PRIMARY KEY ("consumer")
);

-- CreateTable
CREATE TABLE "ConsumedEvent" (
    "consumer" TEXT NOT NULL,
    "eventId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ConsumedEvent_pkey" PRIMARY KEY ("consumer","eventId")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "runAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leasedUntil" TIMESTAMPTZ(3),
    "leasedBy" TEXT,
    "lastError" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyRecord" (
    "clientId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "state" "IdempotencyState" NOT NULL,
    "result" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyRecord_pkey" PRIMARY KEY ("clientId","userId","key")
);

-- CreateTable
CREATE TABLE "EventSubscription" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "resourceId" UUID NOT NULL,
    "sink" TEXT NOT NULL,
    "credential" BYTEA,
    "credentialExpiresAt" TIMESTAMPTZ(3),
    "eventType" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "maxEvents" INTEGER,
    "initialEvent" BOOLEAN NOT NULL DEFAULT false,
    "eventCount" INTEGER NOT NULL DEFAULT 0,
    "state" "SubscriptionState" NOT NULL DEFAULT 'ACTIVE',
    "endReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EventSubscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EventDelivery" (
    "id" UUID NOT NULL,
    "subscriptionId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "cloudEvent" JSONB NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "EventDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "App_clientId_createdAt_id_idx" ON "App"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "App_createdAt_id_idx" ON "App"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "App_clientId_name_version_key" ON "App"("clientId", "name", "version");

-- CreateIndex
CREATE INDEX "AppInstance_clientId_createdAt_id_idx" ON "AppInstance"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "AppInstance_createdAt_id_idx" ON "AppInstance"("createdAt", "id");

-- CreateIndex
CREATE INDEX "AppInstance_deploymentId_idx" ON "AppInstance"("deploymentId");

-- CreateIndex
CREATE INDEX "AppInstance_status_idx" ON "AppInstance"("status");

-- CreateIndex
CREATE UNIQUE INDEX "AppInstance_appId_edgeCloudZoneId_key" ON "AppInstance"("appId", "edgeCloudZoneId");

-- CreateIndex
CREATE INDEX "AppDeployment_clientId_createdAt_id_idx" ON "AppDeployment"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "AppDeployment_createdAt_id_idx" ON "AppDeployment"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "AppDeployment_clientId_appId_name_key" ON "AppDeployment"("clientId", "appId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxEvent_seq_key" ON "OutboxEvent"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxEvent_position_key" ON "OutboxEvent"("position");

-- CreateIndex
CREATE INDEX "OutboxEvent_position_seq_idx" ON "OutboxEvent"("position", "seq");

-- CreateIndex
CREATE INDEX "OutboxEvent_time_idx" ON "OutboxEvent"("time");

-- CreateIndex
CREATE INDEX "ConsumedEvent_at_idx" ON "ConsumedEvent"("at");

-- CreateIndex
CREATE INDEX "Job_runAt_idx" ON "Job"("runAt");

-- CreateIndex
CREATE UNIQUE INDEX "Job_kind_key_key" ON "Job"("kind", "key");

-- CreateIndex
CREATE INDEX "IdempotencyRecord_expiresAt_idx" ON "IdempotencyRecord"("expiresAt");

-- CreateIndex
CREATE INDEX "EventSubscription_resourceId_idx" ON "EventSubscription"("resourceId");

-- CreateIndex
CREATE INDEX "EventDelivery_state_nextAttemptAt_idx" ON "EventDelivery"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "EventDelivery_subscriptionId_eventId_key" ON "EventDelivery"("subscriptionId", "eventId");

-- AddForeignKey
ALTER TABLE "AppInstance" ADD CONSTRAINT "AppInstance_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppInstance" ADD CONSTRAINT "AppInstance_deploymentId_fkey" FOREIGN KEY ("deploymentId") REFERENCES "AppDeployment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppDeployment" ADD CONSTRAINT "AppDeployment_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EventDelivery" ADD CONSTRAINT "EventDelivery_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "EventSubscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;
