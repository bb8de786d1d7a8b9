(**************************************************************************************************)
(* T5d: no minimum in all parameters where a proper non-empty subset is collapsed                 *)
(*   lift th A c p  == the parameters with the W_l of th and the cumulative values (A, c, p)      *)
(*   around th d z  == the point z of (A, c, p) is close to that of th                            *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section NoMinimum.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Variable lay : 'I_Q -> nat.
Notation params := (params R L M Q).
Notation collapsed := (collapsed L lay).
Notation apexes := (apexes lay).
Notation region := (region cl x lay).
Notation signs := (signs cl x lay).
Notation wcost := (wcost w cl x y).
Implicit Types th : params.

(** The lift: parameters with given (A, c, p), the same W_l, close to th. *)
Hypothesis apart : forall j j', collapsed j -> lay j = lay j' -> j = j'.

Definition new_bias th (p : 'I_Q -> 'cV[R]_M) (l : nat) : 'cV[R]_M :=
  if l is k.+1 then (if [pick j | lay j == k] is Some j then - (cumW th k.+1 *m p j)
    else cumb th k.+1) else 0.
Definition lift th A c p : params :=
  make L (W th) (fun l => new_bias th p l.+1 - W th l *m new_bias th p l)
       (A *m invmx (cumW th L)) (c - A *m invmx (cumW th L) *m new_bias th p L).

Section Lift.
Variables (th : params) (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) (p : 'I_Q -> 'cV[R]_M).
Hypothesis r : regular th.
Let th' := lift th A c p.
Lemma lift_W l : (l < L)%N -> W th' l = W th l.
Proof. exact: W_make. Qed.
Lemma lift_cumW l : (l <= L)%N -> cumW th' l = cumW th l.
Proof. by elim: l => //= l IH lt; rewrite lift_W // IH // ltnW. Qed.
Lemma lift_cumb l : (l <= L)%N -> cumb th' l = new_bias th p l.
Proof.
elim: l => // l IH lt; rewrite [cumb _ _]/= lift_W // IH 1?ltnW // b_make //.
by rewrite addrC subrK.
Qed.
Lemma lift_rA : rA th' = A.
Proof. by rewrite /rA lift_cumW // mulmxKV // cumW_unit. Qed.
Lemma lift_rc : rc th' = c.
Proof. by rewrite /rc lift_cumb // addrC subrK. Qed.
Lemma lift_apex j : collapsed j -> apexes th' j = p j.
Proof.
move=> lt; rewrite /apexes /apex lift_cumb // lift_cumW // /new_bias;
  case: pickP => [j' /eqP e|/(_ j)]; last by rewrite eqxx.
have <- : j = j' by apply: apart.
by rewrite mulmxN opprK mulKmx // cumW_unit.
Qed.
Lemma lift_regular : regular th'.
Proof. by move=> l lt; rewrite lift_W // r. Qed.
End Lift.

Record point := Point { pA : 'M[R]_(Q, M); pc : 'cV[R]_Q; pp : 'I_Q -> 'cV[R]_M }.
Definition around th d z := [/\ mclose d (rA th) (pA z), mclose d (rc th) (pc z) & forall j,
  mclose d (apexes th j) (pp z j)].
Lemma around_le th d e z : d <= e -> around th d z -> around th e z.
Proof. by move=> le [h1 h2 h3]; split=> [||j]; apply: mclose_le le _. Qed.

Section LiftClose.
Variable th : params.
Hypothesis r : regular th.
Notation cont := (cont (around th)).
Lemma pA_cont : cont (rA th) pA.
Proof. by move=> e e0; exists e => // z []. Qed.
Lemma pc_cont : cont (rc th) pc.
Proof. by move=> e e0; exists e => // z []. Qed.
Lemma pp_cont j : cont (apexes th j) (fun z => pp z j).
Proof. by move=> e e0; exists e => // z []. Qed.
Lemma new_bias_cont l : (l <= L)%N -> cont (cumb th l) (fun z => new_bias th (pp z) l).
Proof.
case: l => [|l] lt; first exact: cont_const.
rewrite /new_bias; case: pickP => [j /eqP e|_]; last exact: cont_const.
have -> : cumb th l.+1 = - (cumW th l.+1 *m apexes th j).
  by apply/eqP; rewrite -addr_eq0 addrC /apexes e apex_zero.
by apply/cont_opp/cont_mul; [exact: around_le|exact: cont_const|exact: pp_cont].
Qed.
Lemma lift_close eps : 0 < eps -> exists2 d, 0 < d & forall z, around th d z ->
  close eps th (lift th (pA z) (pc z) (pp z)).
Proof.
move=> e0; have ale := @around_le th.
have cb (i : 'I_L) : cont (th.1 i).2 (fun z => new_bias th (pp z)
  i.+1 - W th i *m new_bias th (pp z) i).
  have -> : (th.1 i).2 = cumb th i.+1 - W th i *m cumb th i by rewrite /= addrAC subrr add0r b_ord.
  apply: cont_add => //; first by apply: new_bias_cont.
  by apply/cont_opp/cont_mul; [|exact: cont_const|apply: new_bias_cont; apply: ltnW].
have cWO : cont (WO th) (fun z => pA z *m invmx (cumW th L)).
  by rewrite -[WO th](mulmxK (cumW_unit r (leqnn L))); apply: cont_mul;
    [|exact: pA_cont|exact: cont_const].
have cbO : cont (bO th) (fun z => pc z - pA z *m invmx (cumW th L) *m new_bias th (pp z) L).
  have -> : bO th = rc th - WO th *m cumb th L by rewrite /rc addrAC subrr add0r.
  apply: cont_add => //; first exact: pc_cont.
  by apply/cont_opp/cont_mul => //; apply: new_bias_cont.
have [d1 d10 h1] := common_delta ale (fun i => cb i _ e0).
have [d2 d20 h2] := cWO _ e0; have [d3 d30 h3] := cbO _ e0.
exists (Num.min d1 (Num.min d2 d3)) => [|z bz]; first by rewrite !lt_minr d10 d20.
split=> [i|i||].
- by rewrite /= ffunE /= W_ord; apply: mclose_refl.
- by rewrite /= ffunE /=; apply: h1; apply: ale bz; rewrite le_minl lexx.
- by apply: h2; apply: ale bz; rewrite !le_minl lexx !orbT.
by apply: h3; apply: ale bz; rewrite !le_minl lexx !orbT.
Qed.
End LiftClose.

(** T5d: no parameters in R_I are a local minimum, for a proper non-empty subset of collapsed
  classes. *)
Theorem T5d : (Q <= M)%N -> aff_indep y -> (exists j, collapsed j) ->
  posdef (outer_scatter w cl x collapsed) ->
  forall th eps, region th -> 0 < eps -> exists th', [/\ close eps th th',
    region th' & wcost th' < wcost th].
Proof.
move=> QM ind [j0 I0] pd th eps rg e0; have [r sg] := rg.
have [d d0 hd] := signs_open sg.
have m0 : 0 < Num.min eps d by rewrite lt_minr e0.
have [d' d0' hl] := lift_close r m0.
have [A [c [p [cA cc cp lt]]]] := no_local_minimum w_gt0 nonempty QM ind I0 pd (rA th) (rc th)
  (apexes th) d0'.
have cl' : close (Num.min eps d) th (lift th A c p) by apply: (hl (Point A c p)); split.
have rg' : region (lift th A c p).
  split; first exact: lift_regular.
  by apply: hd; apply: close_le cl'; rewrite le_minl lexx orbT.
exists (lift th A c p); split=> //; first by apply: close_le cl'; rewrite le_minl lexx.
rewrite (T5_cost _ _ rg) (T5_cost _ _ rg') lift_rA // lift_rc; apply: le_lt_trans lt;
  rewrite le_eqVlt; apply/orP; left;
  apply/eqP.
by apply: eq_bigr => t _; rewrite /trunc; case: ifP => // h; rewrite lift_apex.
Qed.
(** T5d for the linear readout: the gauge c = 0 is kept. *)
Theorem T5d_linear : (Q <= M)%N -> lin_indep y -> (exists j, collapsed j) ->
  posdef (outer_moment w cl x collapsed) ->
  forall th eps, region th -> rc th = 0 -> 0 < eps ->
  exists th', [/\ close eps th th', region th', rc th' = 0 & wcost th' < wcost th].
Proof.
move=> QM ind [j0 I0] pd th eps rg c0 e0; have [r sg] := rg.
have [d d0 hd] := signs_open sg.
have m0 : 0 < Num.min eps d by rewrite lt_minr e0.
have [d' d0' hl] := lift_close r m0.
have [A [p [cA cp lt]]] := no_local_minimum_linear w_gt0 nonempty QM ind I0 pd (rA th)
  (apexes th) d0'.
have cl' : close (Num.min eps d) th (lift th A 0 p).
  by apply: (hl (Point A 0 p)); split=> //=; rewrite c0; apply: mclose_refl.
have rg' : region (lift th A 0 p).
  split; first exact: lift_regular.
  by apply: hd; apply: close_le cl'; rewrite le_minl lexx orbT.
exists (lift th A 0 p); split=> //; [by apply: close_le cl'; rewrite le_minl lexx|exact: lift_rc|].
rewrite (T5_cost _ _ rg) (T5_cost _ _ rg') lift_rA // lift_rc c0; apply: le_lt_trans lt;
  rewrite le_eqVlt; apply/orP;
  left; apply/eqP.
by apply: eq_bigr => t _; rewrite /trunc; case: ifP => // h; rewrite lift_apex.
Qed.

(** The lift is a section of th |-> (A, c, p) through th (for parameters of the region): T5's
  submersion, algebraically. *)
Theorem lift_self th : regular th -> lift th (rA th) (rc th) (apexes th) = th.
Proof.
move=> r.
have nb l : (l <= L)%N -> new_bias th (apexes th) l = cumb th l.
  case: l => // l lt; rewrite /new_bias; case: pickP => // j /eqP e.
  by apply/eqP; rewrite eqr_oppLR -addr_eq0 /apexes e apex_zero.
rewrite [RHS]surjective_pairing [th.2 in RHS]surjective_pairing /lift /make; congr (_, (_, _)).
- apply/ffunP => i; rewrite ffunE [RHS]surjective_pairing; congr (_, _); first exact: W_ord.
  by rewrite !nb //= 1?ltnW // addrAC subrr add0r b_ord.
- by rewrite /rA mulmxK // cumW_unit.
by rewrite nb // /rA mulmxK ?cumW_unit // /rc addrAC subrr add0r.
Qed.
End NoMinimum.
