from django.urls import path

from proxenia.portfolio.views import agreements, balance, hosting, lists, networks, objectives, parts, ties

app_name = "portfolio"
urlpatterns = [
    path("partnerships/", lists.table, name="list"),
    path("partnerships/map/", lists.world, name="map"),
    path("partnerships/timeline/", lists.timeline, name="timeline"),
    path("partnerships/matrix/", lists.matrix, name="matrix"),
    path("partnerships/balance/", balance.balance, name="balance"),
    path("partnerships/cost/", balance.cost, name="cost"),
    path("partnerships/filters/", lists.filters, name="filters"),
    path("partnerships/add/", ties.add, name="add"),
    path("partnerships/doubles/", parts.double_list, name="doubles"),
    path("partnerships/doubles/dismiss/", parts.dismiss, name="dismiss"),
    path("partnerships/doubles/<slug:first>/<slug:second>/ask-again/", parts.ask_again, name="ask_again"),
    path("partnerships/networks/", networks.networks, name="networks"),
    path("partnerships/networks/<slug:code>/join/", networks.join, name="join"),
    path("partnerships/agreements/", agreements.agreements, name="agreements"),
    path("hosted/<slug:uid>/agreement/", hosting.host_agreement, name="host_agreement"),
    path("agreements/<slug:uid>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:uid>/edit/", agreements.edit, name="edit_agreement"),
    path("agreements/<slug:uid>/sign/", agreements.sign, name="sign_agreement"),
    path("agreements/<slug:uid>/amend/", agreements.amend, name="amend_agreement"),
    path("agreements/<slug:uid>/end/", agreements.end, name="end_agreement"),
    path("agreements/<slug:uid>/approve/", agreements.approve, name="approve_agreement"),
    path("partnerships/<slug:uid>/", ties.tie, name="tie"),
    path("partnerships/<slug:uid>/edit/", ties.edit, name="edit"),
    path("partnerships/<slug:uid>/to/<slug:target>/", ties.move, name="move"),
    path("partnerships/<slug:uid>/objectives/", objectives.objectives, name="objectives"),
    path("partnerships/<slug:uid>/classify/", ties.classify, name="classify"),
    path("partnerships/<slug:uid>/put-away/", ties.put_away, name="put_away"),
    path("partnerships/<slug:uid>/bring-back/", ties.bring_back, name="bring_back"),
    path("partnerships/<slug:uid>/counterparts/add/", parts.add_party, name="add_party"),
    path("partnerships/<slug:uid>/counterparts/<slug:party>/", parts.change_party, name="change_party"),
    path(
        "partnerships/<slug:uid>/counterparts/<slug:party>/remove/", parts.remove_party, name="remove_party"
    ),
    path("partnerships/<slug:uid>/promises/add/", parts.add_promise, name="add_promise"),
    path("partnerships/<slug:uid>/membership/", parts.membership, name="membership"),
    path("partnerships/<slug:uid>/agreements/add/", agreements.add, name="add_agreement"),
]
