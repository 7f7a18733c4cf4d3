import {EventBus, whenReady} from "@odoo/owl";
import {publicInteractionService} from "@web/public/interaction_service";

// Odoo's own start would bring its services, translations and components, all of which these pages
// do without.
whenReady(async () => {
    let start = null;
    const isReady = new Promise((resolve) => {
        start = resolve;
    });
    const env = {bus: new EventBus(), debug: odoo.debug, isReady, services: {}};
    env.services["public.interactions"] = await publicInteractionService.start(env);
    start();
});
