(**************************************************************************************************)
(* T5b: holding the readout and the apexes, and the dimension that is left                        *)
(*   dcumW, dcumb, drA, drc == tangents of cumW, cumb, rA, rc at th                               *)
(*   dheld th lay p h       == tangent of (A, c) and of cumW p_j + cumb at the layer of each j in *)
(*                     I                                                                          *)
(*   D th lay p             == dheld as a linear map                                              *)
(*   held_graph             == the same set as the graph of a map over K - M |I| - Q M - Q        *)
(*                     coordinates                                                                *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Square Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Dimensions.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).
Variable th : params.
Implicit Types h : params.

Fixpoint dcumW h l : 'M[R]_M := if l is k.+1 then W th k *m dcumW h k + W h k *m cumW th k else 0.
Fixpoint dcumb h l : 'cV[R]_M :=
  if l is k.+1 then W th k *m dcumb h k + (W h k *m cumb th k + b h k) else 0.
Definition drA h : 'M[R]_(Q, M) := WO th *m dcumW h L + WO h *m cumW th L.
Definition drc h : 'cV[R]_Q := WO th *m dcumb h L + (WO h *m cumb th L + bO h).

Lemma remainder_mx m n k (A A' : 'M[R]_(m, n)) (s ds s' : 'M[R]_(n, k)) :
  (A + A') *m s' - A *m s - (A *m ds + A' *m s) = (A + A') *m (s' - s - ds) + A' *m ds.
Proof.
rewrite !mulmxBr !mulmxDl.
move: (A *m s') (A' *m s') (A *m s) (A' *m s) (A *m ds) (A' *m ds) => a1 a2 c d e f.
rewrite [- (e + f)]opprD [_ + (- e - f)]addrA subrK [- (c + d)]opprD [- (e + d)]opprD !addrA.
by rewrite [LHS]addrAC.
Qed.

Lemma dcumW_order l : bigO size_le 1 (fun h => dcumW h l).
Proof.
elim: l => [|l IH] /=; first exact: O_zero.
apply: O_add (O_mul (O_const _ (W th l)) IH) _.
exact: (O_mul (O_W l) (O_const _ (cumW th l))).
Qed.
Lemma dcumb_order l : bigO size_le 1 (fun h => dcumb h l).
Proof.
elim: l => [|l IH] /=; first exact: O_zero.
apply: O_add (O_mul (O_const _ (W th l)) IH) (O_add _ (O_b l)).
exact: (O_mul (O_W l) (O_const _ (cumb th l))).
Qed.

Lemma cumW_derivative l : bigO size_le 2 (fun h => cumW (th + h) l - cumW th l - dcumW h l).
Proof.
elim: l => [|l IH].
  by apply: O_eq (O_zero _ 2 _ _) => h; rewrite /= subr0 subrr.
apply: O_eq (O_product (W th l) (O_W l) IH (dcumW_order l)) => h.
by rewrite /= W_add remainder_mx.
Qed.
Lemma cumb_derivative l : bigO size_le 2 (fun h => cumb (th + h) l - cumb th l - dcumb h l).
Proof.
elim: l => [|l IH].
  by apply: O_eq (O_zero _ 2 _ _) => h; rewrite /= subr0 subrr.
apply: O_eq (O_product (W th l) (O_W l) IH (dcumb_order l)) => h.
by rewrite /= W_add b_add remainder.
Qed.

(** The cumulative readout and the points held by a layer have these derivatives. *)
Theorem readout_derivative : bigO size_le 2 (fun h => rA (th + h) - rA th - drA h) /\
  bigO size_le 2 (fun h => rc (th + h) - rc th - drc h).
Proof.
split.
  apply: O_eq (O_product (WO th) O_WO (cumW_derivative L) (dcumW_order L)) => h.
  exact: remainder_mx.
apply: O_eq (O_product (WO th) O_WO (cumb_derivative L) (dcumb_order L)) => h.
exact: remainder.
Qed.
Theorem held_derivative l z : bigO size_le 2 (fun h => (cumW (th + h) l *m z + cumb (th + h) l)
  - (cumW th l *m z + cumb th l) - (dcumW h l *m z + dcumb h l)).
Proof.
have Wz : bigO size_le 2 (fun h => (cumW (th + h) l - cumW th l - dcumW h l) *m z).
  exact: (O_mul (l := 0) (cumW_derivative l) (O_const _ z)).
apply: O_eq (O_add Wz (cumb_derivative l)) => h.
by rewrite !mulmxBl !opprD [LHS](AC ((2*2)*2) ((1*3*5)*(2*4*6))).
Qed.
End Dimensions.


(** T5b: holding the apexes and the readout are independent conditions. *)
Section Held.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q) (lay : 'I_Q -> nat).
Notation I := (collapsed L lay).
Hypothesis reg : regular th.
Hypothesis apart : forall j j', I j -> lay j = lay j' -> j = j'.
Variable p : 'I_Q -> 'cV[R]_M.
Definition held := (('M[R]_(Q, M) * 'cV[R]_Q) * {ffun {j : 'I_Q | I j} -> 'cV[R]_M})%type.

(* the tangent of (A, c) and of the points cumW p_j + cumb, which are 0 while the apexes are p_j *)
Definition dheld (h : params R L M Q) : held := ((drA th h, drc th h),
  [ffun j => dcumW th h (lay (val j)).+1 *m p (val j) + dcumb th h (lay (val j)).+1]).

Lemma dcumW_lin a u v l : dcumW th (a *: u + v) l = a *: dcumW th u l + dcumW th v l.
Proof.
elim: l => [|l IH] /=; first by rewrite scaler0 addr0.
by rewrite IH W_lin mulmxDr mulmxDl -scalemxAr -scalemxAl scalerDr addrACA.
Qed.
Lemma dcumb_lin a u v l : dcumb th (a *: u + v) l = a *: dcumb th u l + dcumb th v l.
Proof.
elim: l => [|l IH] /=; first by rewrite scaler0 addr0.
by rewrite IH W_lin b_lin lin_step.
Qed.
Lemma drA_lin a u v : drA th (a *: u + v) = a *: drA th u + drA th v.
Proof.
rewrite /drA dcumW_lin WO_lin mulmxDr mulmxDl.
by rewrite -scalemxAr -scalemxAl scalerDr addrACA.
Qed.
Lemma drc_lin a u v : drc th (a *: u + v) = a *: drc th u + drc th v.
Proof. by rewrite /drc dcumb_lin WO_lin bO_lin lin_step. Qed.
Lemma dheld_linear : linear dheld.
Proof.
move=> a u v; apply: pair_lin; first exact: pair_lin (drA_lin a u v) (drc_lin a u v).
apply: ffun_lin => j.
by rewrite dcumW_lin dcumb_lin mulmxDl -scalemxAl [X in _ = X + _]scalerDr addrACA.
Qed.
Canonical dheld_lin := Linear dheld_linear.
Definition D : 'Hom([vectType R of params R L M Q], [vectType R of held]) := linfun dheld.

Lemma dheld_onto v : exists h, dheld h = v.
Proof.
case: v => [[a c] q].
pose B l := if l is k.+1 then
  (if [pick j : {j : 'I_Q | I j} | lay (val j) == k] is Some j then q j else 0) else 0.
pose h : params R L M Q := make L (fun _ => 0) (fun l => B l.+1 - W th l *m B l)
  (a *m invmx (cumW th L)) (c - WO th *m B L - a *m invmx (cumW th L) *m cumb th L).
have hW l : (l <= L)%N -> dcumW th h l = 0.
  by elim: l => //= l IH lt; rewrite IH 1?ltnW // W_make // mulmx0 mul0mx addr0.
have hb l : (l <= L)%N -> dcumb th h l = B l.
  elim: l => // l IH lt; rewrite [LHS]/= IH 1?ltnW // W_make // b_make // mul0mx add0r.
  by rewrite addrC subrK.
exists h; congr (_, _); first (congr (_, _)).
- by rewrite /drA hW // mulmx0 add0r mulmxKV // cumW_unit.
- rewrite /drc hb //; have -> : WO h = a *m invmx (cumW th L) by [].
  have -> : bO h = c - WO th *m B L - a *m invmx (cumW th L) *m cumb th L by [].
  by rewrite [X in _ + X]addrC subrK addrC subrK.
apply/ffunP => j; rewrite ffunE hW ?hb //; try exact: (valP j).
rewrite mul0mx add0r /B; case: pickP => [i /eqP e|/(_ j)]; last by rewrite eqxx.
by congr (q _); apply/val_inj/apart => //; apply: (valP i).
Qed.

Theorem held_kernel :
  (\dim (lker D) + (M * #|[pred j | I j]| + Q * M + Q) = L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof.
rewrite -(D2 R L M Q) dimvf -(onto_kernel dheld_onto); congr (_ + _)%N.
rewrite dim_pair dim_pair dim_ffun !dim_mx !muln1 card_sig addnC.
by rewrite [(#|_| * M)%N]mulnC -addnA [RHS]addnC addnA.
Qed.
End Held.

(** T5b: the parameters with given apexes and readout are a graph over all W_l and the b_l of the
    layers that collapse no class: K - M |I| - Q M - Q coordinates give the others. *)
Section HeldGraph.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q) (lay : 'I_Q -> nat).
Notation I := (collapsed L lay).
Hypothesis reg : regular th.
Lemma apex_bias l p : (l < L)%N ->
  (apex th l = p <-> b th l = - (cumW th l.+1 *m p) - W th l *m cumb th l).
Proof.
move=> lt; have u := cumW_unit reg lt; split=> [<-|e].
  by rewrite /apex mulmxN opprK mulKVmx //= addrAC subrr add0r.
by rewrite /apex [cumb _ _]/= e addrC subrK mulmxN opprK mulKmx.
Qed.
Theorem held_graph A c p :
  ([/\ rA th = A, rc th = c & forall j, I j -> apexes lay th j = p j] <->
   [/\ WO th = A *m invmx (cumW th L), bO th = c - WO th *m cumb th L & forall j, I j ->
    b th (lay j) = - (cumW th (lay j).+1 *m p j) - W th (lay j) *m cumb th (lay j)]).
Proof.
have u := cumW_unit reg (leqnn L).
split=> [[<- <- h]|[eW eb h]].
  split=> [||j Ij]; first by rewrite mulmxK.
    by rewrite /rc addrAC subrr add0r.
  by apply/apex_bias; [exact: Ij|exact: h].
split=> [||j Ij]; first by rewrite /rA eW mulmxKV.
  by rewrite /rc eb addrC subrK.
by apply/apex_bias; [exact: Ij|exact: h].
Qed.
Corollary held_graph_none A c : (forall j, ~~ I j) -> (rA th = A /\ rc th = c <->
  WO th = A *m invmx (cumW th L) /\ bO th = c - WO th *m cumb th L).
Proof.
move=> none; have out j : I j -> False by apply/negP.
have [h1 h2] := held_graph A c (fun _ => 0).
by split=> -[e1 e2]; [have [] := h1|have [] := h2]; split=> // j /out.
Qed.
End HeldGraph.
