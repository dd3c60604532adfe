-- CreateEnum
CREATE TYPE "QosProfileStatus" AS ENUM ('ACTIVE', 'INACTIVE', 'DEPRECATED');

-- CreateEnum
CREATE TYPE "QosStatus" AS ENUM ('REQUESTED', 'AVAILABLE', 'UNAVAILABLE');

-- CreateEnum
CREATE TYPE "QosStatusInfo" AS ENUM ('DURATION_EXPIRED', 'NETWORK_TERMINATED', 'DELETE_REQUESTED');

-- CreateEnum
CREATE TYPE "TrafficInfluenceState" AS ENUM ('ORDERED', 'CREATED', 'ACTIVE', 'ERROR', 'DELETION_IN_PROGRESS', 'DELETED');

-- CreateEnum
CREATE TYPE "FlowKind" AS ENUM ('QOD_SESSION', 'QOS_ASSIGNMENT', 'TRAFFIC_INFLUENCE');

-- CreateEnum
CREATE TYPE "FlowPhase" AS ENUM ('WANTED', 'SENT', 'PENDING', 'GRANTED', 'REMOVING');

-- DropIndex
DROP INDEX "Job_runAt_idx";

-- AlterTable
ALTER TABLE "EventSubscription" ADD COLUMN     "credentialClientId" TEXT,
ADD COLUMN     "credentialType" TEXT,
ADD COLUMN     "tokenUri" TEXT;

-- CreateTable
CREATE TABLE "QosProfile" (
    "name" TEXT NOT NULL,
    "status" "QosProfileStatus" NOT NULL,
    "description" TEXT,
    "networkName" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QosProfile_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Device" (
    "id" UUID NOT NULL,
    "phoneNumber" TEXT,
    "subject" TEXT,
    "publicAddress" TEXT,
    "privateAddress" TEXT,
    "publicPort" INTEGER,
    "ipv6Address" TEXT,
    "country" TEXT,
    "network" TEXT,
    "services" TEXT[],
    "edgeCloudZones" UUID[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QodSession" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "deviceId" TEXT NOT NULL,
    "device" JSONB,
    "applicationServer" JSONB NOT NULL,
    "devicePorts" JSONB,
    "applicationServerPorts" JSONB,
    "qosProfile" TEXT NOT NULL,
    "sink" TEXT,
    "appInstanceId" UUID,
    "duration" INTEGER NOT NULL,
    "status" "QosStatus" NOT NULL,
    "statusInfo" "QosStatusInfo",
    "statusReason" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QodSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QosAssignment" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "deviceId" TEXT NOT NULL,
    "device" JSONB,
    "qosProfile" TEXT NOT NULL,
    "sink" TEXT,
    "status" "QosStatus" NOT NULL,
    "statusInfo" "QosStatusInfo",
    "statusReason" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QosAssignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrafficInfluence" (
    "id" UUID NOT NULL,
    "clientId" TEXT NOT NULL,
    "userId" TEXT,
    "apiConsumerId" TEXT NOT NULL,
    "appId" UUID NOT NULL,
    "appInstanceId" UUID,
    "edgeCloudRegion" TEXT,
    "edgeCloudZoneId" UUID,
    "sourceTrafficFilters" JSONB,
    "destinationTrafficFilters" JSONB,
    "deviceId" TEXT,
    "device" JSONB,
    "subscriptionRequest" JSONB,
    "state" "TrafficInfluenceState" NOT NULL,
    "stateReason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrafficInfluence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NetworkFlow" (
    "id" UUID NOT NULL,
    "kind" "FlowKind" NOT NULL,
    "resourceId" UUID NOT NULL,
    "request" JSONB NOT NULL,
    "phase" "FlowPhase" NOT NULL,
    "upstreamId" TEXT,
    "sentAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3),
    "leasedBy" UUID,
    "correlator" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "NetworkFlow_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Device_phoneNumber_key" ON "Device"("phoneNumber");

-- CreateIndex
CREATE UNIQUE INDEX "Device_subject_key" ON "Device"("subject");

-- CreateIndex
CREATE INDEX "Device_publicAddress_idx" ON "Device"("publicAddress");

-- CreateIndex
CREATE INDEX "Device_ipv6Address_idx" ON "Device"("ipv6Address");

-- CreateIndex
CREATE INDEX "QodSession_deviceId_idx" ON "QodSession"("deviceId");

-- CreateIndex
CREATE INDEX "QodSession_dueAt_idx" ON "QodSession"("dueAt");

-- CreateIndex
CREATE INDEX "QodSession_appInstanceId_idx" ON "QodSession"("appInstanceId");

-- CreateIndex
CREATE INDEX "QodSession_clientId_createdAt_id_idx" ON "QodSession"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "QodSession_createdAt_id_idx" ON "QodSession"("createdAt", "id");

-- CreateIndex
CREATE INDEX "QosAssignment_deviceId_idx" ON "QosAssignment"("deviceId");

-- CreateIndex
CREATE INDEX "QosAssignment_dueAt_idx" ON "QosAssignment"("dueAt");

-- CreateIndex
CREATE INDEX "QosAssignment_clientId_createdAt_id_idx" ON "QosAssignment"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "QosAssignment_createdAt_id_idx" ON "QosAssignment"("createdAt", "id");

-- CreateIndex
CREATE INDEX "TrafficInfluence_appInstanceId_idx" ON "TrafficInfluence"("appInstanceId");

-- CreateIndex
CREATE INDEX "TrafficInfluence_appId_idx" ON "TrafficInfluence"("appId");

-- CreateIndex
CREATE INDEX "TrafficInfluence_clientId_createdAt_id_idx" ON "TrafficInfluence"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "TrafficInfluence_createdAt_id_idx" ON "TrafficInfluence"("createdAt", "id");

-- CreateIndex
CREATE INDEX "NetworkFlow_resourceId_idx" ON "NetworkFlow"("resourceId");

-- CreateIndex
CREATE INDEX "NetworkFlow_phase_dueAt_idx" ON "NetworkFlow"("phase", "dueAt");

-- CreateIndex
CREATE INDEX "NetworkFlow_upstreamId_idx" ON "NetworkFlow"("upstreamId");

-- CreateIndex
CREATE INDEX "EventDelivery_subscriptionId_state_position_idx" ON "EventDelivery"("subscriptionId", "state", "position");

-- CreateIndex
CREATE INDEX "EventDelivery_createdAt_id_idx" ON "EventDelivery"("createdAt", "id");

-- CreateIndex
CREATE INDEX "EventSubscription_clientId_createdAt_id_idx" ON "EventSubscription"("clientId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Job_kind_runAt_idx" ON "Job"("kind", "runAt");
