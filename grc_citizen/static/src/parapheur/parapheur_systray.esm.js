import {TierReviewMenu} from "@base_tier_validation/components/tier_review_menu/tier_review_menu.esm";
import {patch} from "@web/core/utils/patch";

/** The counter of what waits opens the parapheur. */
patch(TierReviewMenu.prototype, {
    openReviewGroup(group) {
        if (group.model !== "grc.request.answer") {
            return super.openReviewGroup(group);
        }
        this.dropdown.close();
        this.action.doAction("grc_citizen.grc_parapheur_action", {clearBreadcrumbs: true});
    },
});
