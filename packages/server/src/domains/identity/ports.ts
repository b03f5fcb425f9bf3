/** What identity needs of the outside world. */

/** Sends short messages to phones. It is called after the commit and may fail; the person then asks for another code. */
export type SmsPort = {
  /** `purpose` is for the gateway's routing and the sandbox's inbox: `sign_in`, `payment`, `consent`, … */
  send(message: { readonly phone: string; readonly text: string; readonly purpose: string }): Promise<void>
}
