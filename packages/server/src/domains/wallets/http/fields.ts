/** Request fields that identify a person. */
import { z } from 'zod'

/** A mainland mobile number. */
export const zPhone = z
  .string()
  .regex(/^1\d{10}$/, 'Invalid phone: expected 11 digits that begin with 1')
  .meta({ examples: ['13800000001'] })

/** The number of a resident identity card or another identity document. */
export const zIdNumber = z
  .string()
  .regex(/^[0-9A-Za-z]{6,20}$/, 'Invalid id number: expected 6 to 20 letters and digits')
  .meta({ examples: ['11010119900307001X'] })
