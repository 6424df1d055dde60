"""Who the customers of the demonstration are: plain values, no record."""

from typing import NamedTuple


class Debt(NamedTuple):
    """An invoice that a story needs, whatever chance made of the others."""

    due: int  # days from today
    amount: float
    # Share that came in, and on which day (from today).
    paid: float = 0.0
    paid_on: int = 0


class Customer(NamedTuple):
    company: str
    name: str
    street: str
    zip: str
    city: str
    payer: str = "prompt"
    address: str = "own"
    consumer: bool = False
    lang: str = "fr_FR"
    country: str = ""
    currency: str = "EUR"
    story: str = ""
    debts: tuple[Debt, ...] = ()


class Story(NamedTuple):
    """A hold on a customer or on its first debt, from a day on, for some days."""

    start: int
    days: int
    reason: str
    whole_customer: bool = False


HOLDS = {
    "hardship": Story(-12, 40, "Hospitalisation, la fille du client rappellera", whole_customer=True),
    "returned": Story(-17, 30, "Fûts retournés, le bon de reprise est attendu"),
}

# Each of them is there to show one thing.
TOLD = (
    Customer("fr", "Garage Morel", "14 rue des Forges", "42000", "Saint-Étienne", "habitual", "collections"),
    Customer("fr", "Bâtiment Rousseau", "3 chemin du Bac", "38200", "Vienne", "prompt", story="avoids"),
    Customer("fr", "Transports Girard", "27 avenue du Port", "69007", "Lyon", "occasional", story="approval"),
    Customer("fr", "Hôtel Bellevue", "1 place du Marché", "74000", "Annecy", "prompt", "invoice"),
    Customer("fr", "Boulangerie Petit", "52 rue Nationale", "37000", "Tours", "occasional", story="failed"),
    Customer("fr", "Fleurs de Provence", "8 cours Mirabeau", "13100", "Aix-en-Provence", "occasional", "none"),
    Customer("fr", "Hélène Caron", "19 rue des Lilas", "35000", "Rennes", "prompt", "blacklisted", consumer=True),
    Customer(
        "fr",
        "Clinique des Tilleuls",
        "40 boulevard Pasteur",
        "44000",
        "Nantes",
        "prompt",
        "collections",
        story="credit",
    ),
    Customer("fr", "Julien Fabre", "6 impasse du Moulin", "31000", "Toulouse", "prompt", consumer=True),
    Customer(
        "fr",
        "Mairie de Saint-Aubin",
        "Place de la Mairie",
        "71430",
        "Saint-Aubin",
        "habitual",
        "invoice",
        story="no_followup",
    ),
    Customer("fr", "Imprimerie du Rhône", "11 quai Perrache", "69002", "Lyon", "occasional", story="blocked"),
    Customer(
        "fr",
        "Northwind Tools Inc.",
        "200 Harbor Street",
        "02110",
        "Boston",
        "occasional",
        lang="en_US",
        country="us",
        currency="USD",
    ),
    Customer("fr", "Cabinet Meunier", "5 rue de la République", "21000", "Dijon", "occasional", story="uncertain"),
    Customer("fr", "Roger Vasseur", "33 rue Basse", "59000", "Lille", "prompt", consumer=True, story="hardship"),
    Customer("fr", "Électricité Blanc", "2 rue Ampère", "63000", "Clermont-Ferrand", "occasional"),
    Customer("fr", "Pépinières Garnier", "Route de Blois", "45000", "Orléans", "habitual"),
    Customer("fr", "Vélos Cordier", "71 rue de Vesle", "51100", "Reims", "occasional", "collections"),
    Customer("fr", "École Sainte-Anne", "12 rue du Collège", "29000", "Quimper", "prompt"),
    Customer("fr", "Nadia Benali", "18 rue Victor-Hugo", "84000", "Avignon", "new", consumer=True),
    Customer("be", "Café De Zwaan", "Grote Markt 7", "2000", "Antwerpen", "habitual", "collections", lang="nl_BE"),
    Customer("be", "Taverne du Beffroi", "Rue de Nimy 4", "7000", "Mons", "occasional", story="avoids"),
    Customer("be", "Friterie Chez Lucien", "Place Saint-Lambert 2", "4000", "Liège", "occasional", "none"),
    Customer(
        "be", "Hotel Oud Brugge", "Steenstraat 21", "8000", "Brugge", "occasional", lang="nl_BE", story="returned"
    ),
    Customer("be", "Épicerie Lambert", "Rue Saint-Jacques 18", "5000", "Namur", "prompt"),
    Customer("be", "Els Peeters", "Bondgenotenlaan 90", "3000", "Leuven", "new", consumer=True, lang="nl_BE"),
)

DEBTS = {
    "Garage Morel": (Debt(-47, 1840, 0.5, -15), Debt(-26, 960), Debt(-9, 2310), Debt(12, 745)),
    "Bâtiment Rousseau": (Debt(-152, 4200), Debt(-121, 3650), Debt(-88, 1980)),
    "Transports Girard": (Debt(-64, 2750), Debt(-33, 1890)),
    "Hôtel Bellevue": (Debt(-38, 5480), Debt(5, 890)),
    "Boulangerie Petit": (Debt(-19, 640),),
    "Fleurs de Provence": (Debt(-27, 415),),
    "Hélène Caron": (Debt(-21, 380),),
    "Clinique des Tilleuls": (Debt(-13, 620),),
    "Julien Fabre": (Debt(-16, 12.5),),
    "Mairie de Saint-Aubin": (Debt(-72, 3300),),
    "Imprimerie du Rhône": (Debt(-34, 1275),),
    "Northwind Tools Inc.": (Debt(-17, 2900), Debt(9, 1450)),
    "Cabinet Meunier": (Debt(-22, 870),),
    "Roger Vasseur": (Debt(-29, 540),),
    "Électricité Blanc": (Debt(-31, 1560, 0.6, -4), Debt(-3, 430)),
    "Pépinières Garnier": (Debt(-20, 1120),),
    "Vélos Cordier": (Debt(-10, 785), Debt(7, 310)),
    "École Sainte-Anne": (Debt(-3, 1980), Debt(7, 660)),
    "Nadia Benali": (Debt(7, 290),),
    "Café De Zwaan": (Debt(-18, 860), Debt(-1, 540)),
    "Taverne du Beffroi": (Debt(-95, 1340), Debt(-64, 910), Debt(-30, 1105)),
    "Friterie Chez Lucien": (Debt(-12, 265),),
    "Hotel Oud Brugge": (Debt(-16, 1490),),
    "Épicerie Lambert": (Debt(-1, 385),),
    "Els Peeters": (Debt(-1, 96),),
    # Of these it is told in dialogues.py what they say.
    "Restaurant La Tonnelle": (Debt(-48, 980, 1.0, -27), Debt(-22, 1360)),
    "Plomberie Dumas": (Debt(-41, 1240),),
    "Coiffure Élégance": (Debt(-37, 640, 0.5, -14),),
    "Charpentes du Jura": (Debt(-60, 2400),),
    "Camping des Pins": (Debt(-95, 3600),),
    "Carrelages Fontaine": (Debt(-140, 2900),),
    "Fromagerie Bonnet": (Debt(-150, 1500, 0.9, -6),),
    "Studio Lumen": (Debt(-52, 800, 0.75, -20),),
}

# The others are left to chance, each paying after its own habit.
OTHERS = (
    Customer("fr", "Menuiserie Lefèvre", "9 rue du Chêne", "72000", "Le Mans", "occasional"),
    Customer("fr", "Restaurant La Tonnelle", "4 quai des Bateliers", "67000", "Strasbourg", "habitual", "collections"),
    Customer("fr", "Pharmacie Centrale", "1 rue Thiers", "88000", "Épinal", "prompt"),
    Customer("fr", "Coiffure Élégance", "23 rue Saint-Martin", "14000", "Caen", "occasional"),
    Customer("fr", "Charpentes du Jura", "Zone artisanale", "39000", "Lons-le-Saunier", "habitual"),
    Customer("fr", "Domaine de la Garenne", "La Garenne", "33330", "Saint-Émilion", "prompt", "invoice"),
    Customer("fr", "Librairie Page 12", "12 rue Jacob", "75006", "Paris", "prompt"),
    Customer("fr", "Plomberie Dumas", "7 rue des Bains", "30000", "Nîmes", "occasional"),
    Customer("fr", "Agence Horizon", "15 rue de Paris", "92100", "Boulogne-Billancourt", "prompt", "collections"),
    Customer("fr", "Camping des Pins", "Route de la Plage", "40200", "Mimizan", "habitual"),
    Customer("fr", "Laboratoire Vernier", "6 rue Curie", "54000", "Nancy", "prompt"),
    Customer("fr", "Fromagerie Bonnet", "Le Bourg", "15000", "Aurillac", "occasional"),
    Customer("fr", "Studio Lumen", "28 rue Oberkampf", "75011", "Paris", "occasional", "invoice"),
    Customer("fr", "Sanders & Cole Ltd", "18 Mill Lane", "CB2 1RX", "Cambridge", "prompt", lang="en_US", country="uk"),
    Customer("fr", "Carrelages Fontaine", "3 allée des Artisans", "66000", "Perpignan", "habitual"),
    Customer("fr", "Marie Lecomte", "41 rue Jules-Ferry", "76000", "Rouen", "prompt", consumer=True),
    Customer("fr", "Paul Renaud", "5 rue du Puits", "86000", "Poitiers", "occasional", consumer=True),
    Customer("fr", "Sophie Marchand", "10 rue des Roses", "06000", "Nice", "prompt", consumer=True),
    Customer("fr", "Thomas Gauthier", "2 rue Haute", "25000", "Besançon", "occasional", consumer=True),
    Customer("fr", "Isabelle Roux", "37 avenue Foch", "57000", "Metz", "prompt", consumer=True),
    Customer("fr", "Karim Haddad", "64 rue de Belfort", "68200", "Mulhouse", "habitual", consumer=True),
    Customer("be", "Brasserie du Parc", "Avenue Louise 110", "1050", "Bruxelles", "prompt", "collections"),
    Customer("be", "Delhaye Traiteur", "Rue de la Station 31", "1300", "Wavre", "occasional"),
    Customer("be", "Feestzaal De Linde", "Dorpsplein 5", "9000", "Gent", "prompt", lang="nl_BE"),
    Customer("be", "Cercle Nautique", "Quai de Meuse 8", "5500", "Dinant", "habitual", "invoice"),
    Customer("be", "Drankhandel Maes", "Kerkstraat 44", "8500", "Kortrijk", "prompt", lang="nl_BE"),
    Customer("be", "Gîte des Fagnes", "Chemin du Bois 3", "4960", "Malmedy", "occasional"),
    Customer("be", "Eetcafé 't Hoekje", "Markt 12", "2800", "Mechelen", "occasional", lang="nl_BE"),
    Customer("be", "Les Amis du Houblon", "Rue Haute 77", "1000", "Bruxelles", "prompt"),
    Customer("be", "Supermarché Colson", "Chaussée de Tournai 60", "7500", "Tournai", "prompt", "collections"),
    Customer("be", "Camille Dubois", "Rue du Moulin 9", "6000", "Charleroi", "prompt", consumer=True),
    Customer("be", "Jan Willems", "Nieuwstraat 15", "3500", "Hasselt", "occasional", consumer=True, lang="nl_BE"),
    Customer("be", "Louise Gérard", "Rue des Écoles 2", "6700", "Arlon", "prompt", consumer=True),
    Customer("be", "Pieter De Smet", "Stationsplein 1", "9300", "Aalst", "prompt", consumer=True, lang="nl_BE"),
    Customer("be", "Aurélie Simon", "Avenue des Acacias 20", "1340", "Ottignies", "habitual", consumer=True),
)

CUSTOMERS = tuple(customer._replace(debts=DEBTS.get(customer.name, ())) for customer in TOLD + OTHERS)
