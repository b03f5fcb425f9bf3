/** What the routes of reconciliation share. */
export const TAG = 'Reconciliation'
export const READ = { operator: 'reconciliation:read' } as const
export const WRITE = { operator: 'reconciliation:write' } as const
