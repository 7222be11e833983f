// Runs once before all tests: makes sure that the servers the tests start can be started.

export async function setup(): Promise<void> {}
