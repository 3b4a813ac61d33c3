"""Articles with their versions and uses, and the questions that none of them answers."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from liandong.access.models import Account


class Article(models.Model):
    """An answer as it stands now. `public`: residents read it too. `uses` and `votes` are counted by their actions."""

    title = models.CharField(max_length=60)
    synonyms = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    kind = models.CharField(max_length=8, null=True)
    unit = models.CharField(max_length=40)
    public = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    review_on = models.DateField()
    version = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    uses = models.IntegerField(default=0)
    useful = models.IntegerField(default=0)
    useless = models.IntegerField(default=0)
    search = SearchVectorField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="article_search"),
            models.Index(fields=["review_on"], name="article_review", condition=Q(withdrawn_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["title"], condition=Q(withdrawn_at=None), name="one_article_per_title"),
        ]


class Version(models.Model):
    """What an article said from an instant on."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    title = models.CharField(max_length=60)
    synonyms = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_version_per_number")]


class Vote(models.Model):
    """Whether one person found an article useful."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="votes")
    account = models.ForeignKey(Account, models.PROTECT)
    useful = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "account"], name="one_vote_per_person")]


class Question(models.Model):
    """Words that were asked and not answered, how often, and the article that answers them now."""

    words = models.CharField(max_length=60, unique=True)
    times = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    article = models.ForeignKey(Article, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["-times", "-last_at"], name="question_open", condition=Q(article=None))]
