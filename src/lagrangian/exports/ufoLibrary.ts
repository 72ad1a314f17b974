/** The two files of a UFO directory that do not depend on the model: its classes and its functions. */

const OBJECTS = `"""The classes of a UFO model; every object joins the list of its kind when it is made."""


class UFOError(Exception):
    pass


class UFOBaseClass(object):
    require_args = []

    def __init__(self, **options):
        missing = [key for key in self.require_args if key not in options]
        if missing:
            raise UFOError('%s needs %s' % (self.__class__.__name__, ', '.join(missing)))
        for key, value in options.items():
            setattr(self, key, value)

    def get(self, name):
        return getattr(self, name)

    def set(self, name, value):
        setattr(self, name, value)

    def get_all(self):
        return self.__dict__

    def nice_string(self):
        return '\\n'.join('%s \\t: %s' % item for item in self.__dict__.items())

    def __str__(self):
        return self.name

    __repr__ = __str__


all_particles = []


class Particle(UFOBaseClass):
    require_args = ['pdg_code', 'name', 'antiname', 'spin', 'color', 'mass', 'width', 'texname', 'antitexname', 'charge']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_particles.append(self)
        self.propagating = options.get('propagating', True)
        self.goldstoneboson = options.get('goldstoneboson', False)
        self.selfconjugate = self.name == self.antiname
        self.line = options.get('line', self.find_line_type())

    def find_line_type(self):
        if self.spin == 1:
            return 'dashed'
        if self.spin == 2:
            return 'swavy' if self.selfconjugate else 'straight'
        return 'curly' if self.color == 8 else 'wavy'

    def anti(self):
        if self.selfconjugate:
            raise UFOError('%s is its own antiparticle' % self.name)
        options = dict((key, value) for key, value in self.__dict__.items() if key not in ('selfconjugate', 'line'))
        options.update(pdg_code=-self.pdg_code, name=self.antiname, antiname=self.name, charge=-self.charge,
                       texname=self.antitexname, antitexname=self.texname,
                       color=self.color if self.color in (1, 8) else -self.color, GhostNumber=-self.GhostNumber)
        return Particle(**options)


all_parameters = []


class Parameter(UFOBaseClass):
    require_args = ['name', 'nature', 'type', 'value', 'texname']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_parameters.append(self)
        self.lhablock = options.get('lhablock', None)
        self.lhacode = options.get('lhacode', None)
        if self.nature == 'external' and (self.lhablock is None or self.lhacode is None):
            raise UFOError('external parameter %s needs lhablock and lhacode' % self.name)


all_vertices = []


class Vertex(UFOBaseClass):
    require_args = ['name', 'particles', 'color', 'lorentz', 'couplings']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_vertices.append(self)


all_couplings = []


class Coupling(UFOBaseClass):
    require_args = ['name', 'value', 'order']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_couplings.append(self)


all_lorentz = []


class Lorentz(UFOBaseClass):
    require_args = ['name', 'spins', 'structure']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_lorentz.append(self)


all_functions = []


class Function(UFOBaseClass):
    require_args = ['name', 'arguments', 'expr']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_functions.append(self)


all_orders = []


class CouplingOrder(UFOBaseClass):
    require_args = ['name', 'expansion_order', 'hierarchy']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_orders.append(self)


all_decays = []


class Decay(UFOBaseClass):
    require_args = ['particle', 'partial_widths']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_decays.append(self)


all_form_factors = []


class FormFactor(UFOBaseClass):
    require_args = ['name', 'type', 'value']

    def __init__(self, **options):
        UFOBaseClass.__init__(self, **options)
        all_form_factors.append(self)
`;

const FUNCTIONS = `from .object_library import all_functions, Function

complexconjugate = Function(name = 'complexconjugate', arguments = ('z',), expr = 'z.conjugate()')

re = Function(name = 're', arguments = ('z',), expr = 'z.real')

im = Function(name = 'im', arguments = ('z',), expr = 'z.imag')
`;

export const UFO_LIBRARY: readonly (readonly [string, string])[] = [
  ["object_library.py", OBJECTS],
  ["function_library.py", FUNCTIONS],
];
