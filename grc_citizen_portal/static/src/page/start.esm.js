import {EventBus, whenReady} from "@odoo/owl";
import {publicInteractionService} from "@web/public/interaction_service";

// Odoo's own start would bring its services, translations and components, all of which these pages
// do without.
whenReady(() =>
    publicInteractionService.start({
        bus: new EventBus(),
        debug: odoo.debug,
        isReady: Promise.resolve(),
        services: {},
    })
);
