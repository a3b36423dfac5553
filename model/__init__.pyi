"""What tools read of the public interface; the package itself loads each name when it is used."""

from model import contract as contract
from model import own as own
from model.answerbook import answers as answers
from model.draws import shocks as shocks
from model.ensembles.ensemble import ensemble as ensemble
from model.ensembles.paired import paired as paired
from model.factbook import facts as facts
from model.interface import economy as economy
from model.interface import parameters as parameters
from model.loading import load as load
from model.simulation import simulate as simulate
from model.simulation import sweep as sweep
from model.solver import solve as solve
from model.storage import save as save
from model.theory.registry import claims as claims
from model.votes import Vote as Vote

__version__: str
