-- CreateTable
-- Unlogged: after a crash of the server every client begins a new window, and no write waits for the disk.
CREATE UNLOGGED TABLE "RateWindow" (
    "client" TEXT NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "used" INTEGER NOT NULL,
    "granted" INTEGER NOT NULL,

    CONSTRAINT "RateWindow_pkey" PRIMARY KEY ("client")
);
