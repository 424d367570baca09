// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { defineNotifications } from '@docket/core'

/** How clients hear of changes: for `createServer`, and for `transportsFor` on a device. */
export const notifications = defineNotifications({ order: 'websocket' })
