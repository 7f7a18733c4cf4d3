from odoo import api, models

#: What record rules remember about the departments of a user and about confidential types.
DEPARTMENT_ACCESS = {"member_ids", "manager_id", "parent_id", "staff_ids", "reader_ids"}
TYPE_ACCESS = {"is_confidential"}


class GrcDepartment(models.Model):
    """Odoo remembers the record rules of each user; they change with who works where."""

    _inherit = "grc.department"

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self._forget_access()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if DEPARTMENT_ACCESS & vals.keys():
            self._forget_access()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_access()
        return result

    def _forget_access(self):
        self.flush_model(["staff_ids", "reader_ids"])
        self.env["res.users"].invalidate_model(
            ["grc_staff_department_ids", "grc_reader_department_ids"]
        )
        self.env.registry.clear_cache()


class GrcRequestType(models.Model):
    """Odoo remembers the record rules of each user; they change with what is confidential."""

    _inherit = "grc.request.type"

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        if any(types.mapped("is_confidential")):
            self._forget_access()
        return types

    def write(self, vals):
        result = super().write(vals)
        if TYPE_ACCESS & vals.keys():
            self._forget_access()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_access()
        return result

    def _forget_access(self):
        self.flush_model(["is_confidential"])
        self.env["res.users"].invalidate_model(["grc_confidential_type_ids"])
        self.env.registry.clear_cache()
