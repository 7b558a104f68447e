"""A plan's version and date move to what was approved: its steps and contacts as they stand."""

from django.db import migrations


def code(term):
    return term.code if term else None


def content_of(plan):
    return {
        "owner_role": code(plan.owner_role),
        "tovholder_role": code(plan.tovholder_role),
        "tovholder_deputy_role": code(plan.tovholder_deputy_role),
        "steps": [
            {
                "id": str(step.pk),
                "trigger": step.trigger,
                "order": step.order,
                "role": code(step.role),
                "deputy_role": code(step.deputy_role),
                "within": step.within,
                "text": step.text,
                "topics": [],
            }
            for trigger in ("acute", "urgent", "concern")
            for step in plan.steps.filter(trigger=trigger).order_by("order")
        ],
        "contacts": [
            {"role": code(contact.role), "name": contact.name, "where": contact.where, "phone": contact.phone or None}
            for contact in plan.contacts.order_by("order")
        ],
    }


def keep(apps, schema_editor):
    using = schema_editor.connection.alias
    ApprovedPlan = apps.get_model("schools", "ApprovedPlan")
    for plan in apps.get_model("schools", "Plan").objects.using(using):
        ApprovedPlan.objects.using(using).create(
            plan=plan, version=1, approved=plan.approved, content=content_of(plan), origin=plan.origin
        )


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_approvals_mailboxes_and_teams")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
